-- The periods that the figures and derived facts of each release are about.
{{ config(
    materialized='incremental',
    on_schema_change='fail',
    pre_hook="{{ forget_releases('release_id') }}"
) }}

with

periods as (
    select
        release_id,
        company_key,
        period_key,
        period_start,
        period_end,
        fiscal_year_end_month
    from {{ ref('int_figures') }}
    union
    select
        release_id,
        company_key,
        period_key,
        period_start,
        period_end,
        fiscal_year_end_month
    from {{ ref('int_derived_flows') }}
),

final as (
    select * from periods
)

select * from final
