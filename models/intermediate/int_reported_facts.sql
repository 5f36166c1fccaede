-- The amounts that releases print, one for each fact of a release.
{{ config(materialized='view') }}

with

final as (
    select
        vintages.release_id,
        vintages.company_key,
        vintages.accounting_standard,
        vintages.currency,
        vintages.published_at,
        announcements.announced_on,
        vintages.superseded_at,
        {{ 'vintages.' ~ carried_columns() | join(',\n        vintages.') }},
        vintages.calendar_key,
        vintages.period_key,
        vintages.period_start,
        vintages.period_end,
        vintages.line_item_key,
        vintages.segment_key,
        vintages.product_key,
        vintages.scenario_key,
        vintages.value,
        vintages.low,
        vintages.high,
        vintages.unit,
        vintages.decimals,
        vintages.figure_key,
        vintages.figure_number
    from {{ ref('int_vintages') }} as vintages
    left join {{ ref('stg_release__announcements') }} as announcements
        on vintages.figure_key = announcements.figure_key
    where vintages.measure = 'amount'
)

select * from final
