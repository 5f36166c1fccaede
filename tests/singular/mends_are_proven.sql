-- What was mended or corrected is proven: the identity that it names was
-- evaluated in that release and holds. Fails with every mend whose identity is
-- unknown, was never complete or is violated.
with

mends as (
    select
        release_id,
        table_id,
        line_number,
        proven_by
    from {{ ref('stg_release__printed_lines') }}
    where mend_note is not null
    union all
    select
        release_id,
        table_id,
        cast(line_number as integer) as line_number,
        proven_by
    from {{ ref('corrections') }}
)

select
    mends.release_id,
    mends.table_id,
    mends.line_number,
    mends.proven_by
from mends
left join {{ ref('identity_results') }} as results
    on
        mends.release_id = results.release_id
        and mends.proven_by = results.identity_id
group by 1, 2, 3, 4
having
    count(*) filter (where results.status in ('exact', 'within_rounding')) = 0
    or count(*) filter (where results.status = 'violated') > 0
