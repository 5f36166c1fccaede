-- Each time that a release prints a fact, in the order of publication, and how
-- long that was the best word on it. Of what a release prints more than once,
-- the preferred figure. What a release itself contradicts is no better word
-- than what was there before.
with

printed as (
    select
        {{ 'figures.' ~ fact_identity() | join(',\n        figures.') }},
        figures.measure,
        figures.comparison,
        figures.measure || '/' || coalesce(figures.comparison, '') as measured,
        figures.release_id,
        figures.published_at,
        figures.calendar_key,
        figures.period_start,
        figures.period_end,
        figures.face_value as value,
        figures.low,
        figures.high,
        figures.unit,
        figures.decimals,
        figures.figure_key,
        figures.figure_number,
        figures.figure_number as version_number,
        figures.is_exact,
        false as is_derived,
        contradicted.figure_key is not null as is_contradicted
    from {{ ref('int_figures') }} as figures
    left join {{ ref('int_contradicted_figures') }} as contradicted
        on figures.figure_key = contradicted.figure_key
    where figures.preference = 1
),

versions as (
    {{ versions_in_force('printed', fact_identity() + ['measured']) }}
),

final as (
    select
        {{ fact_identity() | join(',\n        ') }},
        measure,
        comparison,
        release_id,
        published_at,
        superseded_at,
        -- A target that replaces another is no other basis.
        case when scenario_key = 'actual' then restated_at end as basis_from,
        published_at as basis_printed_at,
        case when scenario_key = 'actual' then contradicted_at end
            as basis_until,
        stated_since,
        is_contradicted,
        calendar_key,
        period_start,
        period_end,
        value,
        low,
        high,
        unit,
        decimals,
        figure_key,
        figure_number,
        is_exact,
        vintage_number,
        is_restated,
        compared_version as compared_figure_number
    from versions
)

select * from final
