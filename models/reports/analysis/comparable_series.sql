-- The standard line items of every company over time: the quarter, the year
-- to date and the twelve months up to the end of each fiscal quarter, and
-- balances. Where a company does not print the first line item of an item the
-- next one counts. A quarter, or twelve months, that is not known says why.
{% set series = ['company_key', 'accounting_standard', 'currency'] %}
{% set of_item = series + ['span', 'comparable_item'] %}
{% set spans = {
    'quarter': 'is_quarter',
    'year_to_date': 'is_cumulative',
    'trailing_twelve_months': 'months = 12',
    'balance': 'period_start is null',
} %}
{% set about = of_item + [
    'line_item_key', 'fiscal_year', 'fiscal_quarter', 'is_fiscal_year',
    'period_end', 'months', 'unit',
] %}
{# The columns that are null where a span is not known. #}
{% set amounts = [
    'value', 'value_year_ago', 'growth_percent', 'share_percent',
] %}
{% set texts = [
    'metric_key', 'verdict', 'year_ago_metric_key', 'year_ago_verdict',
] %}
{{ config(materialized='table') }}

with

metrics as (
    select
        metrics.*,
        items.comparable_item,
        items.preference,
        periods.is_quarter,
        periods.is_cumulative,
        periods.is_fiscal_year,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.year_ago_period_key,
        verdicts.verdict
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_comparable_item') }} as items
        on metrics.line_item_key = items.line_item_key
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on metrics.metric_key = verdicts.metric_key
    where
        metrics.scenario_key = 'actual'
        and metrics.segment_key = 'total'
        and metrics.product_key = 'total'
),

numbers as (
    {{- of_spans('metrics', spans) }}
),

-- What shares are of: revenues, or total assets at the day of a balance.
wholes as (
    select * from numbers
    where line_item_key = case span
        when 'balance' then 'total_assets' else 'revenues'
    end
),

pairs as (
    select
        numbers.{{ about | join(',\n        numbers.') }},
        numbers.preference,
        numbers.metric_key,
        {{ pair('numbers', 'year_ago') }},
        wholes.verdict as whole_verdict,
        line_items.unit like 'currency%' or line_items.unit = 'count'
            as is_counted,
        case
            when
                line_items.unit = 'currency'
                and {{ are_of_one_basis(['numbers', 'wholes']) }}
                then {{ quotient('100 * numbers.value', 'wholes.value') }}
        end as share_percent
    from numbers
    inner join {{ ref('dim_line_item') }} as line_items
        on numbers.line_item_key = line_items.line_item_key
    left join metrics as year_ago
        on
            {{ same('numbers', 'year_ago', series + [
                'line_item_key', 'comparable_item',
            ]) }}
            and numbers.year_ago_period_key = year_ago.period_key
    left join wholes
        on
            {{ same('numbers', 'wholes', series + ['span', 'period_key']) }}
),

{{ compare('pairs') }},

known as (
    select
        {{ about | join(',\n        ') }},
        preference,
        cast(null as varchar) as missing_reason,
        growth_missing_reason,
        growth_decimals,
        value,
        base as value_year_ago,
        growth_percent,
        share_percent,
        metric_key,
        verdict,
        base_metric_key as year_ago_metric_key,
        base_verdict as year_ago_verdict,
        case
            when share_percent is not null
                then {{ worse_verdict('verdict', 'whole_verdict') }}
        end as share_verdict
    from comparisons
),

unknown as (
    select
        spans.{{ series | join(',\n        spans.') }},
        spans.span,
        items.comparable_item,
        spans.line_item_key,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.is_fiscal_year,
        periods.end_date as period_end,
        periods.months,
        spans.unit,
        items.preference,
        spans.missing_reason,
        'amount_unknown' as growth_missing_reason,
        cast(null as integer) as growth_decimals,
        {%- for amount in amounts %}
        cast(null as decimal(26, 6)) as {{ amount }},
        {%- endfor %}
        {%- for text in texts %}
        cast(null as varchar) as {{ text }},
        {%- endfor %}
        cast(null as varchar) as share_verdict
    from {{ ref('fct_discrete_periods') }} as spans
    inner join {{ ref('dim_period') }} as periods
        on spans.period_key = periods.period_key
    inner join {{ ref('dim_comparable_item') }} as items
        on spans.line_item_key = items.line_item_key
    where
        spans.missing_reason is not null
        and spans.scenario_key = 'actual'
        and spans.segment_key = 'total'
        and spans.product_key = 'total'
),

candidates as (
    {{- union_all(['known', 'unknown']) }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ of_item | join(', ') }}, period_end
            order by value is null asc, preference asc
        ) as place
    from candidates
),

final as (
    select
        {{ about | reject('equalto', 'months') | join(',\n        ') }},
        -- A quarter of weeks is of no whole months.
        case span
            when 'quarter' then 3
            when 'trailing_twelve_months' then 12
            else months
        end as months,
        missing_reason,
        growth_missing_reason,
        growth_decimals,
        {{ (amounts + texts) | join(',\n        ') }},
        share_verdict
    from ranked
    where place = 1
)

select * from final
