-- The filings that are taken in, a row each: those that print a statement with
-- a number of the whole company, and are not there yet. The archive names no
-- ticker, so a company is told by its CIK.
with

printed as (
    select pre.adsh
    from pre
    inner join num
        on
            pre.adsh = num.adsh
            and pre.tag = num.tag
            and pre.version = num.version
    where
        pre.stmt in (select codes.stmt from statement_codes as codes)
        and num.coreg is null
        and num.segments is null
        and num.value is not null
        and num.reason is null
    group by 1
),

prefixes as (
    select
        adsh,
        -- The taxonomy of a filer has the name that its instance begins with,
        -- where it is not said.
        coalesce(
            own_prefix,
            nullif(regexp_extract(lower(instance), '^([a-z]+)'), '')
        ) as own_prefix
    from sub
),

currencies as (
    select
        adsh,
        arg_max(uom, figure_count) as currency
    from (
        select
            adsh,
            uom,
            count(*) as figure_count
        from num
        where regexp_matches(uom, '^[A-Z]{3}$')
        group by 1, 2
    ) as counted
    group by 1
),

-- One that a person has keyed goes before one that an import has brought.
companies as (
    select
        cik,
        arg_min(company_key, is_imported) as company_key
    from known_companies
    where cik is not null
    group by 1
),

taxonomies as (
    select
        adsh,
        bool_or(version like 'ifrs%') and not bool_or(version like 'us-gaap%')
            as is_ifrs
    from pre
    group by 1
),

final as (
    select
        sub.adsh as release_id,
        coalesce(
            companies.company_key, 'cik' || lpad(sub.cik, 10, '0')
        ) as company_key,
        companies.company_key is not null as is_known_company,
        sub.cik,
        sub.name,
        sub.sic,
        sub.countryba as country,
        cast(left(coalesce(sub.fye, '1231'), 2) as integer) as year_end_month,
        cast(sub.fy as integer) as fiscal_year,
        cast(strptime(sub.period, '%Y%m%d') as date) as period,
        sub.form,
        sub.instance,
        cast(sub.accepted as timestamp) as accepted_at,
        coalesce(currencies.currency, 'USD') as currency,
        case when taxonomies.is_ifrs then 'IFRS' else 'US GAAP' end
            as accounting_standard,
        coalesce(prefixes.own_prefix, 'filer') as own_prefix
    from sub
    inner join printed on sub.adsh = printed.adsh
    inner join prefixes on sub.adsh = prefixes.adsh
    inner join taxonomies on sub.adsh = taxonomies.adsh
    left join currencies on sub.adsh = currencies.adsh
    left join companies
        on lpad(sub.cik, 10, '0') = companies.cik
    where sub.adsh not in (
        select known.release_id from known_releases as known
    )
)

select * from final
