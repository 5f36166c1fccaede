-- What breaks an amount of the whole company down adds up to it, to what the
-- rounding of both allows; to the last unit where all of it stands in tables
-- that their issuer foots exactly. Fails with every amount in force that its
-- rows do not add up to; for revenues and costs also with one without rows.
-- What is kept of releases that did not change was proven when it was taken in.
{% set whole = [
    'company_key', 'accounting_standard', 'currency', 'period_key',
    'line_item_key',
] %}

with

totals as (
    select
        facts.*,
        figures.is_exact
    from {{ ref('int_facts') }} as facts
    left join {{ ref('int_figures') }} as figures
        on facts.figure_key = figures.figure_key
    where
        facts.is_latest
        and facts.scenario_key = 'actual'
        and facts.segment_key = 'total'
        and facts.product_key = 'total'
),

rows_of_totals as (
    {%- for fact, line_item in [
        ('fct_revenue', "'revenues'"),
        ('fct_costs', "'costs_and_expenses'"),
        ('fct_segment_results', 'facts.line_item_key'),
    ] %}
    select
        '{{ fact }}' as fact,
        facts.company_key,
        facts.accounting_standard,
        facts.currency,
        facts.period_key,
        {{ line_item }} as line_item_key,
        facts.value,
        facts.low,
        facts.high,
        figures.is_exact
    from {{ ref(fact) }} as facts
    left join {{ ref('int_figures') }} as figures
        on
            coalesce(facts.figure_key, facts.minuend_figure_key)
            = figures.figure_key
    where facts.is_latest and facts.{{ is_taken_in(['release_id']) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

sums as (
    select
        fact,
        {{ whole | join(',\n        ') }},
        sum(value) as value,
        sum(low) as low,
        sum(high) as high,
        bool_and(coalesce(is_exact, false)) as is_exact
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
        and (
            sums.low > totals.high
            or sums.high < totals.low
            or (
                sums.is_exact
                and totals.is_exact
                and sums.value <> totals.value
            )
        )
    )
    or (
        sums.fact is not null
        and totals.low is null
        and sums.line_item_key not in (
            'intersegment_revenues', 'revenues_from_external_customers'
        )
    )
