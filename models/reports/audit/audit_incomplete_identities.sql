-- What keeps identities from being evaluated: the subjects where a part is
-- missing, and all identities that lack theirs in the same ones.
with

lacking as (
    select
        release_id,
        identity_id,
        string_agg(subject, ', ' order by subject) as subjects
    from {{ ref('identity_results') }}
    where status = 'incomplete'
    group by 1, 2
)

select
    release_id,
    subjects,
    string_agg(identity_id, ', ' order by identity_id) as identities
from lacking
group by 1, 2
order by 1, 2
