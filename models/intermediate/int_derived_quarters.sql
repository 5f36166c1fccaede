-- A quarter as the difference of two flows that were known together and are of
-- one basis: what the
-- longer has at its end (nine months less six) or, where the last quarter is
-- printed, at its start (six months less the second quarter).
{% set identity = fact_identity(without=['period_key']) %}
{% set operands = {'minuend': 'longer', 'subtrahend': 'shorter'} %}
{% set routes = {
    'cumulative_less_earlier_cumulative': (
        'period_start', add_days(1, 'shorter.period_end'), 'longer.period_end'
    ),
    'cumulative_less_later_period': (
        'period_end', 'longer.period_start',
        add_days(-1, 'shorter.period_start'),
    ),
} %}

with

flows as (
    select * from {{ ref('int_flows') }}
),

{% for route, (end_in_common, period_start, period_end) in routes.items() %}
{{ route }} as (
    select
        {{ known_with(operands.values()) }},
        {{ about_as('longer', period_start, period_end) }},
        {{ sum_of(operands) }},
        longer.unit,
        '{{ route }}' as derivation,
        {{ figures_of(operands) }}
    from flows as longer
    inner join flows as shorter
        on
            {{ same('longer', 'shorter', identity + ['unit', end_in_common]) }}
            and longer.months = shorter.months + 3
    where
        {{ were_known_together(['longer', 'shorter']) }}
        and {{ are_of_one_basis(['longer', 'shorter']) }}
),

{% endfor -%}

final as (
    {{- union_all(routes) }}
)

select * from final
