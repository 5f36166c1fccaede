-- Each time that a release prints a fact, in the order of publication, and how
-- long that was the best word on it. Of what a release prints more than once,
-- the preferred figure.
with

printed as (
    select
        {{ fact_identity() | join(',\n        ') }},
        measure,
        comparison,
        measure || '/' || coalesce(comparison, '') as measured,
        release_id,
        published_at,
        calendar_key,
        period_start,
        period_end,
        face_value as value,
        low,
        high,
        unit,
        decimals,
        figure_key,
        figure_number,
        figure_number as version_number,
        is_exact,
        false as is_derived
    from {{ ref('int_figures') }}
    where preference = 1
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
