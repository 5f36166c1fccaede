-- Which identities touch each figure, what would notice an error of one unit in
-- it, and what contradicts it.
with

figures as (
    select * from {{ ref('int_placed_figures') }}
    where is_understood
),

known_evaluations as (
    {{ noticed_errors(
        ref('int_known_operands'),
        ref('int_known_sums'),
        ref('identity_results')
    ) }}
),

evaluations as (
    {{- union_all([ref('int_printed_evaluations'), 'known_evaluations']) }}
),

identities as (
    select
        figure_key,
        identity_id,
        count(*) as evaluation_count,
        bool_or(is_increase_noticed) as is_increase_noticed,
        bool_or(is_decrease_noticed) as is_decrease_noticed
    from evaluations
    group by 1, 2
),

touched_figures as (
    select
        figure_key,
        {{ sorted_list('identity_id') }} as identities,
        count(*) as identity_count,
        sum(evaluation_count) as evaluation_count,
        bool_or(is_increase_noticed) as is_increase_noticed,
        bool_or(is_decrease_noticed) as is_decrease_noticed
    from identities
    group by 1
),

contradictions as (
    {{ contradictions('evaluations') }}
),

control_totals as (
    select
        release_id,
        table_id,
        column_number,
        bool_and(is_equal) as is_equal,
        bool_and(is_second_reading) as is_second_reading
    from {{ ref('control_results') }}
    group by 1, 2, 3
),

final as (
    select
        figures.figure_key,
        figures.release_id,
        cast(coalesce(touched_figures.identity_count, 0) as integer)
            as identity_count,
        cast(coalesce(touched_figures.evaluation_count, 0) as integer)
            as evaluation_count,
        touched_figures.identities,
        coalesce(touched_figures.is_increase_noticed, false)
            as is_increase_noticed,
        coalesce(touched_figures.is_decrease_noticed, false)
            as is_decrease_noticed,
        coalesce(control_totals.is_equal, false) as is_totalled,
        case
            when
                touched_figures.is_increase_noticed
                and touched_figures.is_decrease_noticed
                then 'identities'
            when control_totals.is_equal and control_totals.is_second_reading
                then 'control_totals'
            when control_totals.is_equal then 'one_reading'
            else 'nothing'
        end as noticed_by,
        case
            when contradictions.figure_key is not null then 'contradicted'
            when
                touched_figures.is_increase_noticed
                and touched_figures.is_decrease_noticed
                then 'proven'
            else 'unproven'
        end as verdict,
        contradictions.contradicted_by
    from figures
    left join contradictions
        on figures.figure_key = contradictions.figure_key
    left join touched_figures
        on figures.figure_key = touched_figures.figure_key
    left join control_totals
        on
            figures.release_id = control_totals.release_id
            and figures.table_id = control_totals.table_id
            and figures.column_number = control_totals.column_number
)

select * from final
