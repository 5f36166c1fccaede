-- The amounts that releases print, one for each fact of a release.
{{ config(materialized='view') }}

with

final as (
    select
        release_id,
        company_key,
        accounting_standard,
        currency,
        published_at,
        superseded_at,
        {{ basis_columns() | join(',\n        ') }},
        calendar_key,
        period_key,
        period_start,
        period_end,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        value,
        low,
        high,
        unit,
        decimals,
        figure_key,
        figure_number
    from {{ ref('int_vintages') }}
    where measure = 'amount'
)

select * from final
