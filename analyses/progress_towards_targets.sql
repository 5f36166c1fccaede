-- How far along are the full-year targets, compared with last year?
select
    label,
    scenario_key,
    cast(full_year / 1000000 as bigint) as full_year_million_yen,
    round(progress_percent, 1) as progress_percent,
    round(year_ago_progress_percent, 1) as year_ago_progress_percent
from {{ ref('forecast_progress') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and progress_percent is not null
order by display_order asc, scenario_key asc
