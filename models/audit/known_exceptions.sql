with

listed as (
    select * from {{ ref('stg_release__listed_exceptions') }}
),

final as (
    select
        listed.*,
        results.identity_id is not null as is_used
    from listed
    left join {{ ref('identity_results') }} as results
        on
            listed.release_id = results.release_id
            and listed.identity_id = results.identity_id
            and listed.subject = results.subject
            and listed.difference = results.difference
            and results.status = 'excepted'
)

select * from final
