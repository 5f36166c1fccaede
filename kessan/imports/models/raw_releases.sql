-- The filings in the columns of releases.csv. An amendment corrects what the
-- company filed for the same period before.
with

earlier as (
    select
        amendments.release_id,
        arg_max(others.release_id, others.accepted_at) as corrects
    from filings as amendments
    inner join filings as others
        on
            amendments.company_key = others.company_key
            and amendments.period = others.period
            and amendments.accepted_at > others.accepted_at
    where amendments.form like '%/A'
    group by 1
),

final as (
    select
        filings.release_id,
        filings.company_key,
        filings.form || ' for ' || strftime(filings.period, '%B %-d, %Y')
            as title,
        filings.release_id || coalesce('/' || filings.instance, '') as document,
        strftime(filings.accepted_at, '%Y-%m-%d %H:%M:%S') as published_at,
        earlier.corrects,
        filings.currency,
        filings.accounting_standard,
        sources.read_by
    from filings
    cross join sources
    left join earlier on filings.release_id = earlier.release_id
)

select * from final
