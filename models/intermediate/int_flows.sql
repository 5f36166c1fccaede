-- Amounts that add up over time, while they were the best word on their fact:
-- what quarters and trailing years are computed from. Averages, balances and
-- numbers per share do not add up; nor does what has no place in the calendar.
{{ config(materialized='view') }}

with

final as (
    select
        reported.*,
        periods.months,
        periods.year_ago_end
    from {{ ref('int_reported_facts') }} as reported
    inner join {{ ref('int_calendar_periods') }} as periods
        on reported.period_key = periods.period_key
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on reported.line_item_key = line_items.line_item_key
    where
        line_items.is_additive
        and reported.scenario_key = 'actual'
        and (
            reported.superseded_at is null
            or reported.published_at < reported.superseded_at
        )
)

select * from final
