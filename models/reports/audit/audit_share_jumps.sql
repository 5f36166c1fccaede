-- Amounts on shares that are not compared with a year ago: the number of shares
-- jumps between them, and no split is listed that explains it.
{% set amounts = ['quarter', 'year_to_date'] %}

{% for amount in amounts -%}
select
    company_key,
    accounting_standard,
    currency,
    line_item_key,
    segment_key,
    product_key,
    label,
    unit,
    period_end,
    '{{ amount }}' as span,
    {{ amount }} as value,
    {{ amount }}_year_ago as value_year_ago
from {{ ref('flows') }}
where {{ amount }}_growth_missing_reason = 'share_basis_unknown'
{{ 'union all\n' if not loop.last }}
{%- endfor -%}
order by 1, 4, 9, 10
