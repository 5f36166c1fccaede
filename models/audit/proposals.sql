-- The figures that may be what is wrong, if they were another: all violated
-- evaluations that hang together would hold, and none that holds would break.
-- Proposed is a figure that is the only one, and has one value, that it may be
-- a slip of, and that two evaluations agree on. Nothing but its own scale may
-- be wrong with what is keyed.
{% set kind = ['release_id', 'table_id', 'measure', 'unit'] %}
{% set place = ['release_id', 'table_id', 'line_number'] %}

with

repairs as (
    select
        *,
        release_id || '/' || identity_id || '/' || subject as evaluation
    from {{ ref('repairs') }}
),

candidates as (
    select
        figure_key,
        min(evaluation) filter (where is_violated) as first_violated,
        count(*) filter (where is_violated) as violated_count,
        -- A bound holds of too many values to agree on one.
        count(*) filter (
            where least_units is not null and most_units is not null
        ) as agreeing_count,
        count(*) filter (where not is_violated and is_solved) as holding_count,
        bool_or(is_violated and scope not in ('vintage', 'implied'))
            as is_of_one_release,
        bool_or(is_violated and scope = 'calculation') as is_of_a_sum,
        bool_and(is_solved or not is_violated) as is_solved,
        max(least_units) as least_units,
        min(most_units) as most_units
    from repairs
    group by 1
    having coalesce(max(least_units) <= min(most_units), true)
),

-- What is violated and has any figure in common with what a figure violates.
connected as (
    select
        candidates.figure_key,
        count(distinct others.evaluation) as violated_count
    from candidates
    inner join repairs as own
        on candidates.figure_key = own.figure_key and own.is_violated
    inner join repairs as neighbours
        on own.evaluation = neighbours.evaluation
    inner join repairs as others
        on neighbours.figure_key = others.figure_key and others.is_violated
    group by 1
),

explanations as (
    select
        candidates.*,
        count(*) over (partition by candidates.first_violated) as figure_count
    from candidates
    inner join connected
        on
            {{ same('candidates', 'connected', [
                'figure_key', 'violated_count',
            ]) }}
),

-- What a table has of a kind is printed to the same place, unless by a slip.
peers as (
    select
        explanations.figure_key,
        count(*) as peer_count,
        count(*) filter (where others.decimals = figures.decimals)
            as alike_count
    from explanations
    inner join {{ ref('int_placed_figures') }} as figures
        on explanations.figure_key = figures.figure_key
    inner join {{ ref('int_placed_figures') }} as others
        on {{ same('figures', 'others', kind) }}
    where figures.figure_key <> others.figure_key and others.value is not null
    group by 1
),

-- A label or a unit that is wrong makes sound figures look wrong, in all
-- releases of a company.
problems as (
    select
        releases.company_key,
        count(*) as problem_count,
        min(problems.release_id) as release_id,
        min(problems.table_id) as table_id,
        min(problems.line_number) as line_number
    from {{ ref('int_input_problems') }} as problems
    inner join {{ ref('stg_release__releases') }} as releases
        on problems.release_id = releases.release_id
    group by 1
),

measured as (
    select
        explanations.*,
        coalesce(
            problems.problem_count = 1
            and {{ same('problems', 'figures', place) }},
            problems.company_key is null
        ) as is_well_keyed,
        figures.release_id,
        figures.scale,
        figures.is_negated,
        figures.printed_number,
        2 * figures.half_unit as unit,
        2 * figures.face_value = figures.low + figures.high as is_rounded,
        cast(
            {{ whole_units(
                'down', 'abs(figures.face_value)', '(2 * figures.half_unit)'
            ) }} * sign(figures.face_value) as decimal(38, 0)
        ) as units,
        coalesce(
            peers.alike_count >= 2
            and 2 * peers.alike_count > peers.peer_count,
            false
        ) as is_alike
    from explanations
    inner join {{ ref('int_placed_figures') }} as figures
        on explanations.figure_key = figures.figure_key
    left join peers on explanations.figure_key = peers.figure_key
    left join problems on figures.company_key = problems.company_key
),

proposed as (
    select
        *,
        units + least_units as proposed_units,
        coalesce(
            figure_count = 1
            and is_solved
            and least_units = most_units
            and agreeing_count >= 2
            and is_of_one_release
            and is_alike
            and is_well_keyed
            -- Where zero is passed, what is cut off lies on the other side.
            and (is_rounded or units * (units + least_units) > 0)
            and {{ is_slip('units', '(units + least_units)') }}
            -- Of few digits too many numbers are one slip apart.
            and (is_of_a_sum or abs(units) >= 1000),
            false
        ) as is_proposed
    from measured
),

final as (
    select
        figure_key,
        release_id,
        first_violated,
        cast(figure_count as integer) as figure_count,
        cast(violated_count as integer) as violated_count,
        cast(holding_count as integer) as holding_count,
        least_units,
        most_units,
        is_proposed,
        cast(printed_number as {{ figure_type() }}) as printed_number,
        cast(
            case when is_proposed then proposed_units * unit end
            as {{ figure_type() }}
        ) as proposed_value,
        case
            when is_proposed then {{ in_printed_scale(
                'case when is_negated then -1 else 1 end'
                ~ ' * proposed_units * unit', 'scale'
            ) }}
        end as proposed_number
    from proposed
)

select * from final
where {{ is_taken_in(['release_id']) }}
