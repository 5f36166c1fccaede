-- When the next release of a company is due: as many days after the end of the
-- next fiscal quarter as its slowest release took so far.
with

delays as (
    select
        figures.company_key,
        figures.release_id,
        min(cast(releases.published_at as date)) - max(periods.end_date)
            as days
    from {{ ref('fct_reported_figures') }} as figures
    inner join {{ ref('dim_release') }} as releases
        on figures.release_id = releases.release_id
    inner join {{ ref('dim_period') }} as periods
        on figures.period_key = periods.period_key
    where
        figures.scenario_key = 'actual'
        and periods.start_date is not null
    group by 1, 2
),

slowest as (
    select
        company_key,
        cast(max(days) as integer) as slowest_days
    from delays
    group by 1
)

select
    companies.company_key,
    companies.latest_period_end_date,
    companies.next_period_end_date,
    slowest.slowest_days,
    companies.next_period_end_date + slowest.slowest_days as expected_by
from {{ ref('dim_company') }} as companies
inner join slowest on companies.company_key = slowest.company_key
order by 1
