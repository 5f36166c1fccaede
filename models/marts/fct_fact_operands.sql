-- The printed figures that each derived fact is made of. A figure that a fact
-- takes twice, once to add and once to subtract, is no part of it. Facts that a
-- formula computes more precisely have the operands of fct_metric_operands.
with

derived as (
    select
        derived.*,
        {{ metric_key('derived') }} as metric_key
    from {{ ref('int_derived_facts') }} as derived
    left join {{ ref('int_computed_facts') }} as computed
        on
            {{ same('derived', 'computed', fact_identity() + ['release_id']) }}
    where computed.release_id is null
),

named as (
    {%- for part, weight in figure_parts().items() %}
    select
        metric_key,
        release_id,
        {{ part }}_figure_key as figure_key,
        {{ 'true' if weight is none else 'false' }} as is_divisor,
        {{ 1 if weight is none else weight }} as weight
    from derived
    where {{ part }}_figure_key is not null
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        metric_key,
        release_id,
        figure_key,
        is_divisor,
        cast(sum(weight) as integer) as weight
    from named
    group by metric_key, release_id, figure_key, is_divisor
    having sum(weight) <> 0
)

select * from final
