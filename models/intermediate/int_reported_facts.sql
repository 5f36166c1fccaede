-- One figure for each fact of a release: the preferred one of those that print
-- the same amount.
with

final as (
    select
        release_id,
        company_key,
        published_at,
        fiscal_year_end_month,
        period_key,
        period_start,
        period_end,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        face_value as value,
        unit,
        decimals,
        figure_key
    from {{ ref('int_figures') }}
    where measure = 'amount' and preference = 1
)

select * from final
