-- What the filings of an archive tag.
with

final as (
    select * from archive_tag
)

select * from final
