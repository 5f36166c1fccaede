-- What is not printed of a segment and follows from what is: its costs are its
-- revenue less its operating income, and the revenues of the elimination are
-- what it takes away of those between segments. So segments add up.
{% set identity = fact_identity(without=['line_item_key']) %}
{% set operands = {'minuend': 'revenues', 'subtrahend': 'income'} %}

with

revenues as (
    select * from {{ ref('int_reported_facts') }}
    where
        segment_key <> 'total'
        and (
            line_item_key = 'revenues'
            or line_item_key = 'intersegment_revenues'
            and segment_key = 'elimination'
        )
),

income as (
    select * from {{ ref('int_reported_facts') }}
    where
        segment_key <> 'total'
        and line_item_key = 'operating_income'
),

costs as (
    select
        {{ derived_fact(
            'revenues', "'revenue_less_operating_income'", operands,
            'revenues.period_start', 'revenues.period_end',
            value='revenues.value - income.value',
            low='revenues.low - income.high',
            high='revenues.high - income.low',
            decimals='least(revenues.decimals, income.decimals)',
            line_item_key="'costs_and_expenses'",
        ) }}
    from revenues
    inner join income
        on
            {{ same('revenues', 'income', identity + ['release_id']) }}
),

eliminations as (
    select
        {{ derived_fact(
            'revenues', "'intersegment_revenues'", {'minuend': 'revenues'},
            'revenues.period_start', 'revenues.period_end',
            value='revenues.value',
            low='revenues.low',
            high='revenues.high',
            decimals='revenues.decimals',
            line_item_key="'revenues'",
        ) }}
    from revenues
    where line_item_key = 'intersegment_revenues'
),

final as (
    {{- union_all(['costs', 'eliminations']) }}
)

select * from final
