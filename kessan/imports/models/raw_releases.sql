-- The filings in the columns of releases.csv. An amendment corrects what the
-- company filed for the same period before.
with

titled as (
    select
        filings.*,
        filings.form || ' for ' || strftime(
            coalesce(days.last_day, filings.period), '%B %-d, %Y'
        ) as title
    from filings
    left join rounded_days as days
        on
            filings.company_key = days.company_key
            and filings.period = days.rounded_day
),

-- What was imported before is told by its title, which has the period. Its day
-- may be rounded, or not.
others as (
    select
        release_id,
        company_key,
        title,
        accepted_at
    from titled
    union all
    select
        release_id,
        company_key,
        title,
        cast(published_at as timestamp) as accepted_at
    from known_releases
    where is_imported
),

earlier as (
    select
        amendments.release_id,
        arg_max(others.release_id, others.accepted_at) as corrects
    from titled as amendments
    inner join others
        on
            amendments.company_key = others.company_key
            and last_day(amendments.period - 15)
            = last_day(cast(try_strptime(
                split_part(others.title, ' for ', 2), '%B %-d, %Y'
            ) as date) - 15)
            and amendments.accepted_at > others.accepted_at
    where amendments.form like '%/A'
    group by 1
),

final as (
    select
        filings.release_id,
        filings.company_key,
        filings.title,
        filings.release_id || coalesce('/' || filings.instance, '') as document,
        strftime(filings.accepted_at, '%Y-%m-%d %H:%M:%S') as published_at,
        earlier.corrects,
        filings.currency,
        filings.accounting_standard,
        sources.read_by
    from titled as filings
    cross join sources
    left join earlier on filings.release_id = earlier.release_id
)

select * from final
