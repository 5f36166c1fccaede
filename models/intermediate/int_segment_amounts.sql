-- What is not printed of a segment and follows from what is: its costs are its
-- revenue less its operating income, and the revenues of the elimination are
-- what it takes away of those between segments. So segments add up.
{% set identity = fact_identity(without=['line_item_key']) %}
{% set difference = {'minuend': 'revenues', 'subtrahend': 'income'} %}
{% set revenues_alone = {'minuend': 'revenues'} %}
{% set start, end = 'revenues.period_start', 'revenues.period_end' %}

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
        {{ known_with(difference.values()) }},
        {{ about_as('revenues', start, end, "'costs_and_expenses'") }},
        {{ sum_of(difference) }},
        revenues.unit,
        'revenue_less_operating_income' as derivation,
        {{ figures_of(difference) }}
    from revenues
    inner join income
        on
            {{ same('revenues', 'income', identity + ['release_id']) }}
),

eliminations as (
    select
        {{ known_with(revenues_alone.values()) }},
        {{ about_as('revenues', start, end, "'revenues'") }},
        {{ sum_of(revenues_alone) }},
        unit,
        'intersegment_revenues' as derivation,
        {{ figures_of(revenues_alone) }}
    from revenues
    where line_item_key = 'intersegment_revenues'
),

final as (
    {{- union_all(['costs', 'eliminations']) }}
)

select * from final
