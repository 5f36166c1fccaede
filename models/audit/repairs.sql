-- By how many units of its last place each figure of a violated evaluation must
-- change for each evaluation that it stands in to hold, whether it holds now or
-- not. An identity says left x divisor = right x multiplier: the figure moves
-- one of these four, and the others bound it.
{% set sides = ['left', 'right', 'multiplier', 'divisor'] %}
{% set partners = {
    'left': 'divisor', 'divisor': 'left',
    'right': 'multiplier', 'multiplier': 'right',
} %}
{% set evaluation = ['release_id', 'identity_id', 'subject'] %}

with

operands as (
    select
        release_id,
        identity_id,
        subject,
        figure_key,
        side,
        weight,
        -- What a growth implies does not move as the figures do.
        growth_figure_key is null as is_moved
    from {{ ref('identity_operands') }}
    union all
    select
        release_id,
        identity_id,
        subject,
        growth_figure_key as figure_key,
        side,
        weight,
        false as is_moved
    from {{ ref('identity_operands') }}
    where growth_figure_key is not null
),

violated as (
    select * from {{ ref('identity_results') }}
    where status = 'violated'
),

suspects as (
    select operands.figure_key
    from operands
    inner join violated
        on {{ same('operands', 'violated', evaluation) }}
    group by 1
),

terms as (
    select
        operands.release_id,
        operands.identity_id,
        operands.subject,
        operands.figure_key,
        count(distinct operands.side) as side_count,
        max(operands.side) as side,
        sum(operands.weight) as weight,
        sum(
            case operands.side when 'right' then -1 else 1 end
            * operands.weight
        ) as net_weight,
        bool_and(operands.is_moved) as is_moved
    from operands
    inner join suspects on operands.figure_key = suspects.figure_key
    group by 1, 2, 3, 4
),

-- Where there is no factor, a figure of the right side moves the left one too.
evaluations as (
    select
        sums.*,
        terms.figure_key,
        terms.is_moved,
        terms.side_count,
        sums.has_multiplier or sums.has_divisor as has_factor,
        case
            when sums.has_multiplier or sums.has_divisor then terms.side
            else 'left'
        end as side,
        cast(
            case
                when sums.has_multiplier or sums.has_divisor
                    then terms.weight
                else terms.net_weight
            end as decimal(8, 2)
        ) as weight,
        results.status,
        -- What an exception leaves unexplained is pinned to the last unit.
        exceptions.difference - results.difference as listed_change,
        2 * figures.half_unit as unit
    from terms
    inner join {{ ref('int_placed_figures') }} as figures
        on terms.figure_key = figures.figure_key
    inner join {{ ref('int_identity_sums') }} as sums
        on {{ same('terms', 'sums', evaluation) }}
    inner join {{ ref('identity_results') }} as results
        on {{ same('terms', 'results', evaluation) }}
    left join {{ ref('stg_release__listed_exceptions') }} as exceptions
        on {{ same('terms', 'exceptions', evaluation) }}
    -- What lacks a part says nothing; a target may be replaced by any other.
    where results.status <> 'incomplete' and sums.scope <> 'target'
),

moved_sides as (
    select
        *,
    {%- for bound, end in {'low': 'least', 'high': 'greatest'}.items() %}
    case side
        {%- for side in sides %}
        when '{{ side }}' then {{ side }}_{{ bound }}
        {%- endfor %}
    end as moved_{{ bound }},
    case side
        {%- for side, partner in partners.items() %}
        when '{{ side }}' then {{ partner }}_{{ bound }}
        {%- endfor %}
    end as partner_{{ bound }},
    cast(
        case
            when side in ('left', 'divisor')
                then {{ product_end(end, 'right', 'multiplier') }}
            else {{ product_end(end, 'left', 'divisor') }}
        end as decimal(38, 7)
    ) as other_{{ bound }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from evaluations
),

-- Of a factor that is negative or may be zero nothing is concluded.
bounded as (
    select
        *,
        weight <> 0
        and is_moved
        and partner_low > 0
        and (
            not has_factor
            or (
                side_count = 1
                and relation = 'equal'
                and listed_change is null
            )
        ) as is_solved,
        case when other_low < 0 then partner_low else partner_high end
            as least_factor,
        case when other_high < 0 then partner_high else partner_low end
            as most_factor
    from moved_sides
),

changes as (
    select
        *,
        cast(
            case
                when listed_change is not null then listed_change
                when relation = 'equal'
                    then other_low - moved_high * least_factor
            end as decimal(38, 7)
        ) as least_change,
        cast(
            coalesce(listed_change, other_high - moved_low * most_factor)
            as decimal(38, 7)
        ) as most_change,
        cast(abs(weight) * unit * least_factor as decimal(38, 9))
            as least_unit,
        cast(abs(weight) * unit * most_factor as decimal(38, 9)) as most_unit
    from bounded
),

units as (
    select
        *,
        {{ whole_units('up', 'least_change', 'least_unit') }} as lower_units,
        {{ whole_units('down', 'most_change', 'most_unit') }} as upper_units
    from changes
),

final as (
    select
        figure_key,
        release_id,
        identity_id,
        subject,
        scope,
        status = 'violated' as is_violated,
        is_solved,
        {%- for column, ends in {
            'least_units': ['lower_units', '-upper_units'],
            'most_units': ['upper_units', '-lower_units'],
        }.items() %}
    cast(
        case
            when not is_solved then null
            when weight > 0 then {{ ends[0] }}
            else {{ ends[1] }}
        end as decimal(38, 0)
    ) as {{ column }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from units
)

select * from final
where {{ is_taken_in(['release_id']) }}
