-- One figure for each fact of a release: where it prints the same amount more
-- than once, the most precise one, and of those the one in a statement.
with

ranked_figures as (
    select
        *,
        row_number() over (
            partition by
                release_id, period_key, line_item_key, segment_key,
                service_key, scenario_key
            order by
                decimals desc, section desc, is_negated asc,
                table_order asc, line_number asc, column_number asc
        ) as preference
    from {{ ref('int_figures') }}
    where measure = 'amount'
),

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
        -- The sign is that of the face of the statement: prose that calls a
        -- payment "payments of JPY5,358 million" means (5,358) there.
        cast(
            case when is_negated then -value else value end
            as {{ figure_type() }}
        ) as value,
        unit,
        decimals,
        figure_key
    from ranked_figures
    where preference = 1
)

select * from final
