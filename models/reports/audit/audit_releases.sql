-- Each release in a line: what it prints, and how that is proven.
with

figures as (
    select
        release_id,
        count(*) as figures,
        count(*) filter (where noticed_by = 'identities')
            as noticed_by_identities,
        count(*) filter (where noticed_by in ('one_reading', 'nothing'))
            as read_once
    from {{ ref('figure_coverage') }}
    group by 1
),

results as (
    select
        release_id,
        count(*) filter (where status = 'exact') as exact,
        count(*) filter (where status = 'within_rounding') as within_rounding,
        count(*) filter (where status = 'excepted') as excepted,
        count(*) filter (where status = 'incomplete') as incomplete,
        count(*) filter (where status = 'violated') as violated
    from {{ ref('identity_results') }}
    group by 1
),

totals as (
    select
        release_id,
        count(*) filter (where not is_equal) as unequal
    from {{ ref('control_results') }}
    group by 1
),

findings as (
    select
        release_id,
        count(*) as findings
    from {{ ref('findings') }}
    group by 1
)

select
    releases.release_id,
    releases.company_key,
    releases.published_at,
    coalesce(figures.figures, 0) as figures,
    coalesce(figures.noticed_by_identities, 0) as noticed_by_identities,
    coalesce(figures.read_once, 0) as read_once,
    coalesce(results.exact, 0) as exact,
    coalesce(results.within_rounding, 0) as within_rounding,
    coalesce(results.excepted, 0) as excepted,
    coalesce(results.incomplete, 0) as incomplete,
    coalesce(results.violated, 0) as violated,
    coalesce(totals.unequal, 0) as unequal,
    coalesce(findings.findings, 0) as findings
from {{ ref('dim_release') }} as releases
left join figures on releases.release_id = figures.release_id
left join results on releases.release_id = results.release_id
left join totals on releases.release_id = totals.release_id
left join findings on releases.release_id = findings.release_id
order by 2, 3, 1
