-- The lines of an archive. It does not say which end of its period a balance is
-- of.
with

final as (
    select
        *,
        cast(null as varchar) as balance_at
    from archive_pre
)

select * from final
