-- Which identities touch each figure, and what would notice an error of one
-- unit in its last printed place: an evaluation notices when its two sides, one
-- of them moved by that much, have no value in common any more. A listed
-- exception notices everything, for it is pinned to the last unit. Of a
-- violated evaluation those figures are contradicted that no other one holds;
-- where each of them is held, all are.
{% set sides = ['left', 'right', 'multiplier', 'divisor'] %}
{% set directions = {'increase': '+', 'decrease': '-'} %}

with

figures as (
    select * from {{ ref('int_placed_figures') }}
    where is_understood
),

operands as (
    select
        identity_id,
        release_id,
        subject,
        figure_key,
        side,
        growth_figure_key is null as is_printed,
        weight
    from {{ ref('int_identity_operands') }}
    union all
    -- A growth touches the identities of the amount that it implies.
    select
        identity_id,
        release_id,
        subject,
        growth_figure_key as figure_key,
        side,
        false as is_printed,
        weight
    from {{ ref('int_identity_operands') }}
    where growth_figure_key is not null
),

errors as (
    select
        operands.*,
        operands.weight * 2 * figures.half_unit as error
    from operands
    inner join figures on operands.figure_key = figures.figure_key
),

moved_sides as (
    select
        errors.identity_id,
        errors.release_id,
        errors.figure_key,
        errors.is_printed,
        results.status,
        sums.scope,
        sums.relation,
        sums.has_multiplier,
        sums.has_divisor,
        {%- for direction, sign in directions.items() %}
        {%- for side in sides %}
        {%- for bound in ['low', 'high'] %}
        sums.{{ side }}_{{ bound }} {{ sign }} case
            when errors.side = '{{ side }}' then errors.error else 0
        end as {{ direction }}_{{ side }}_{{ bound }},
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        errors.subject
    from errors
    inner join {{ ref('int_identity_sums') }} as sums
        on
            errors.release_id = sums.release_id
            and errors.identity_id = sums.identity_id
            and errors.subject = sums.subject
    inner join {{ ref('identity_results') }} as results
        on
            errors.release_id = results.release_id
            and errors.identity_id = results.identity_id
            and errors.subject = results.subject
),

-- A figure may stand on both sides of an evaluation, which counts once.
evaluations as (
    select
        figure_key,
        identity_id,
        subject,
        min(release_id) as release_id,
        bool_or(status = 'violated') as is_violated,
    {%- for direction in directions %}
    bool_or(
        is_printed
        -- A target may be replaced by any other.
        and coalesce(scope, '') <> 'target'
        and case status
            when 'incomplete' then false
            when 'violated' then false
            when 'excepted' then true
            else not ({{ intervals_meet(direction ~ '_') }})
        end
    ) as is_{{ direction }}_noticed
    {{- ',' if not loop.last }}
    {%- endfor %}
    from moved_sides
    group by 1, 2, 3
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

held_figures as (
    select figure_key
    from evaluations
    group by 1
    having bool_or(is_increase_noticed) and bool_or(is_decrease_noticed)
),

suspects as (
    select
        evaluations.figure_key,
        evaluations.identity_id,
        held_figures.figure_key is not null as is_held,
        bool_and(held_figures.figure_key is not null) over (
            partition by
                evaluations.release_id, evaluations.identity_id,
                evaluations.subject
        ) as are_all_held
    from evaluations
    left join held_figures
        on evaluations.figure_key = held_figures.figure_key
    where evaluations.is_violated
),

contradictions as (
    select
        figure_key,
        {{ sorted_list('identity_id') }} as contradicted_by
    from (
        select
            figure_key,
            identity_id
        from suspects
        where are_all_held or not is_held
        group by 1, 2
    ) as contradicted
    group by 1
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
