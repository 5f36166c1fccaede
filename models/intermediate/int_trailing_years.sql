-- The twelve months up to the end of a cumulative period: the year before, plus
-- what is new of this year, less the same months of the year before.
{% set identity = fact_identity(without=['period_key']) %}
{% set operands = {
    'addend': 'year_before', 'minuend': 'to_date', 'subtrahend': 'year_ago'
} %}

with

flows as (
    select
        *,
        {{ add_days(-1, 'period_start') }} as day_before
    from {{ ref('int_flows') }}
),

final as (
    select
        {{ derived_fact(
            'to_date', 'trailing_twelve_months', operands,
            add_days(1, 'year_ago.period_end'), 'to_date.period_end',
            value='year_before.value + to_date.value - year_ago.value',
            low='year_before.low + to_date.low - year_ago.high',
            high='year_before.high + to_date.high - year_ago.low',
            decimals='least(
                year_before.decimals, to_date.decimals, year_ago.decimals
            )',
        ) }}
    from flows as to_date
    inner join flows as year_before
        on
            {{ same('to_date', 'year_before', identity + ['unit']) }}
            and to_date.day_before = year_before.period_end
            and year_before.months = 12
    inner join flows as year_ago
        on
            {{ same('to_date', 'year_ago', identity + ['unit', 'months']) }}
            and to_date.year_ago_end = year_ago.period_end
            and year_before.period_start = year_ago.period_start
    where
        to_date.months < 12
        and {{ were_known_together(operands.values() | list) }}
)

select * from final
