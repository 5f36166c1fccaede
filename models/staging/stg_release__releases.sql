with

final as (
    select
        releases.release_id,
        releases.company_key,
        releases.title,
        releases.document,
        {{ dbt.safe_cast('releases.published_at', 'timestamp') }}
            as published_at,
        releases.currency,
        releases.accounting_standard,
        calendars.calendar_key
    from {{ ref('releases') }} as releases
    left join {{ ref('stg_reference__calendars') }} as calendars
        on releases.company_key = calendars.company_key
)

select * from final
