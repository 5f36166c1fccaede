-- What the proof says of every number that a view shows: of a printed one what
-- it says of the figure, of one that is derived or computed what it says of all
-- the figures behind it. One that is contradicted is enough.
with

metrics as (
    select * from {{ ref('fct_metrics') }}
    where {{ is_taken_in(['release_id']) }}
),

facts as (
    {{ figures_behind('metrics') }}
),

figures as (
    select
        metric_key,
        figure_key
    from facts
    union all
    select
        operands.metric_key,
        facts.figure_key
    from {{ ref('fct_metric_operands') }} as operands
    inner join facts on operands.operand_metric_key = facts.metric_key
),

said as (
    select
        figures.metric_key,
        coverage.verdict,
        coverage.contradicted_by
    from figures
    inner join {{ ref('figure_coverage') }} as coverage
        on figures.figure_key = coverage.figure_key
),

verdicts as (
    select
        metric_key,
        case
            when bool_or(verdict = 'contradicted') then 'contradicted'
            when bool_and(verdict = 'proven') then 'proven'
        end as verdict
    from said
    group by 1
),

contradictions as (
    select
        metric_key,
        {{ sorted_list('contradicted_by') }} as contradicted_by
    from (
        select
            metric_key,
            contradicted_by
        from said
        where verdict = 'contradicted'
        group by 1, 2
    ) as contradicted
    group by 1
),

final as (
    select
        metrics.metric_key,
        metrics.release_id,
        coalesce(verdicts.verdict, 'unproven') as verdict,
        contradictions.contradicted_by
    from metrics
    left join verdicts on metrics.metric_key = verdicts.metric_key
    left join contradictions
        on metrics.metric_key = contradictions.metric_key
)

select * from final
