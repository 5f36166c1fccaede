-- The fiscal quarters of each company: those of every fiscal year that anything
-- is known of, and one before and after them. So neither a fiscal year nor one
-- of the calendar is taken for the part of it that is known.
with

known_years as (
    select
        metrics.company_key,
        periods.fiscal_year
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    where metrics.scenario_key = 'actual'
    group by 1, 2
),

known_quarters as (
    select
        quarters.company_key,
        quarters.quarter_number
    from {{ ref('dim_fiscal_quarter') }} as quarters
    inner join known_years
        on
            quarters.company_key = known_years.company_key
            and quarters.fiscal_year = known_years.fiscal_year
),

final as (
    select
        fiscal_quarter_key,
        company_key,
        fiscal_year,
        fiscal_quarter,
        quarter_number,
        start_date as first_day,
        end_date as last_day
    from {{ ref('dim_fiscal_quarter') }} as quarters
    where exists (
        select 1 from known_quarters
        where
            quarters.company_key = known_quarters.company_key
            and known_quarters.quarter_number
            between quarters.quarter_number - 1 and quarters.quarter_number + 1
    )
)

select * from final
