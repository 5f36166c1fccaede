with

final as (
    select
        release_id,
        company_key,
        title,
        document,
        published_at,
        corrects,
        currency,
        accounting_standard,
        has_to_be_sound,
        row_number() over (
            partition by company_key, accounting_standard, currency
            order by published_at desc, release_id desc
        ) = 1 as is_latest
    from {{ ref('stg_release__releases') }}
)

select * from final
