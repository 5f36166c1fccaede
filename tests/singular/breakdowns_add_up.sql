-- What breaks an amount of the whole company down adds up to it, to what the
-- rounding of both allows. Fails with every amount in force that its rows do
-- not add up to; for revenues and costs also with one that has no rows.
{% set whole = [
    'company_key', 'accounting_standard', 'currency', 'period_key',
    'line_item_key',
] %}

with

totals as (
    select * from {{ ref('int_facts') }}
    where
        is_latest
        and scenario_key = 'actual'
        and segment_key = 'total'
        and service_key = 'total'
),

rows_of_totals as (
    {%- for fact, line_item in [
        ('fct_revenue', "'revenues'"),
        ('fct_costs', "'costs_and_expenses'"),
        ('fct_segment_results', 'line_item_key'),
    ] %}
    select
        '{{ fact }}' as fact,
        company_key,
        accounting_standard,
        currency,
        period_key,
        {{ line_item }} as line_item_key,
        low,
        high
    from {{ ref(fact) }}
    where is_latest
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

sums as (
    select
        fact,
        {{ whole | join(',\n        ') }},
        sum(low) as low,
        sum(high) as high
    from rows_of_totals
    group by fact, {{ whole | join(', ') }}
),

expected as (
    select
        totals.*,
        facts.fact
    from totals
    inner join (
        values ('revenues', 'fct_revenue'), ('costs_and_expenses', 'fct_costs')
    ) as facts (line_item_key, fact)
        on totals.line_item_key = facts.line_item_key
)

select
    coalesce(sums.fact, expected.fact) as fact,
    {%- for column in whole %}
    coalesce(sums.{{ column }}, expected.{{ column }}) as {{ column }},
    {%- endfor %}
    sums.low,
    sums.high
from sums
full outer join expected
    on
        sums.fact = expected.fact
        and {{ same('sums', 'expected', whole) }}
left join totals
    on
        {{ same('sums', 'totals', whole) }}
where
    (
        expected.line_item_key is not null
        and sums.line_item_key is null
    )
    or (
        sums.fact is not null
        and totals.low is not null
        and (sums.low > totals.high or sums.high < totals.low)
    )
    or (
        sums.fact is not null
        and totals.low is null
        and sums.line_item_key not in (
            'intersegment_revenues', 'revenues_from_external_customers'
        )
    )
