-- The filings of an archive. It does not say what a filer's taxonomy is called.
with

final as (
    select
        *,
        cast(null as varchar) as own_prefix
    from archive_sub
)

select * from final
