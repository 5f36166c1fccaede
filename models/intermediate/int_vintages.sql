-- Each time that a release prints a fact, in the order of publication, and how
-- long that was the best word on it. Of what a release prints more than once,
-- the preferred figure.
with recursive

printed as (
    select
        {{ fact_identity() | join(',\n        ') }},
        measure,
        comparison,
        measure || '/' || coalesce(comparison, '') as measured,
        release_id,
        published_at,
        fiscal_year_end_month,
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

{{ versions_in_force('printed', fact_identity() + ['measured']) }},

final as (
    select
        {%- for column in fact_identity() %}
        versions.{{ column }},
        {%- endfor %}
        versions.measure,
        versions.comparison,
        versions.release_id,
        versions.published_at,
        versions.superseded_at,
        versions.fiscal_year_end_month,
        versions.period_start,
        versions.period_end,
        versions.value,
        versions.low,
        versions.high,
        versions.unit,
        versions.decimals,
        versions.figure_key,
        versions.figure_number,
        versions.is_exact,
        versions.vintage_number,
        versions.is_restated,
        compared.figure_key as compared_figure_key
    from versions
    left join versions as compared
        on
            versions.fact_number = compared.fact_number
            and versions.compared_number = compared.vintage_number
)

select * from final
