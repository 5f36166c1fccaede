-- What a segment costs is not printed: its revenue less its operating income.
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

final as (
    select
        {{ derived_fact(
            'revenues', 'revenue_less_operating_income', operands,
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
)

select * from final
