-- Identities that prove nothing of a company: whatever its releases print, a
-- part is missing. Those of its own, and those of all companies of which its
-- releases print a part; without a company those that no release prints a part
-- of.
{{ config(materialized='table') }}

with

evaluations as (
    select
        releases.company_key,
        results.identity_id,
        max(results.release_id) as release_id,
        count(*) as evaluation_count,
        count(*) filter (where results.status <> 'incomplete')
            as complete_count
    from {{ ref('identity_results') }} as results
    inner join {{ ref('dim_release') }} as releases
        on results.release_id = releases.release_id
    group by 1, 2
),

companies as (
    select
        company_key,
        max(release_id) filter (where is_latest) as release_id
    from {{ ref('dim_release') }}
    group by 1
),

never_begun as (
    select
        companies.company_key,
        identities.identity_id,
        companies.release_id,
        cast(0 as bigint) as evaluation_count,
        cast(0 as bigint) as complete_count
    from {{ ref('identities') }} as identities
    left join companies on identities.company_key = companies.company_key
    where
        (identities.company_key is null or companies.company_key is not null)
        and not exists (
            select 1 from evaluations
            where
                identities.identity_id = evaluations.identity_id
                and evaluations.company_key
                = coalesce(identities.company_key, evaluations.company_key)
        )
),

identities_of_companies as (
    select * from evaluations
    union all
    select * from never_begun
),

final as (
    select
        coalesce(company_key, '') || '/' || identity_id as unevaluated_key,
        company_key,
        identity_id,
        release_id,
        cast(evaluation_count as integer) as evaluation_count
    from identities_of_companies
    where complete_count = 0
)

select * from final
