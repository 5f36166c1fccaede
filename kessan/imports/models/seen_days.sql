-- The last day of each filing's period, which the name of its instance ends
-- with: of the filings, and of those that are there already. It counts where
-- it rounds to the period; some files are called by another day.
with

of_filings as (
    select
        release_id,
        company_key,
        form,
        instance,
        period,
        true as is_new,
        cast(null as varchar) as source
    from filings
),

-- What was imported before is told by its title, which has the form and the
-- period.
of_known as (
    select
        release_id,
        company_key,
        split_part(title, ' for ', 1) as form,
        split_part(document, '/', 2) as instance,
        cast(
            try_strptime(split_part(title, ' for ', 2), '%B %-d, %Y') as date
        ) as period,
        false as is_new,
        source
    from known_releases
    where is_imported
),

named as (
    select
        *,
        cast(try_strptime(
            regexp_extract(instance, '(?:^|\D)(\d{8})(?:\D|$)', 1), '%Y%m%d'
        ) as date) as last_day
    from (
        select * from of_filings
        union all
        select * from of_known
    ) as all_filings
),

final as (
    select
        release_id,
        company_key,
        period,
        last_day,
        last_day(last_day - 15) as rounded_day,
        regexp_matches(form, '^(10-K|20-F|40-F)(/A)?$') as is_of_year,
        is_new,
        source
    from named
    where last_day(last_day - 15) = last_day(period - 15)
)

select * from final
