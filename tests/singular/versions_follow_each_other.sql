-- Of each fact one version is in force from its first publication on: a version
-- is superseded at the moment when the next one is published, and the last is
-- not. Of the targets for one amount only those of the last scenario are.
-- Fails with every version that is not, with facts of which none is in force,
-- and with targets of which another number than one is.
{% set fact = fact_identity() | join(', ') %}

with

facts as (
    select
        *,
        count(*) filter (where is_latest) over (
            partition by
                {{ fact_identity(without=['scenario_key']) | join(', ') }},
                scenario_key = 'actual'
        ) as latest_count
    from {{ ref('int_facts') }}
),

in_force as (
    select
        *,
        lead(published_at) over (
            partition by {{ fact }}
            order by published_at
        ) as next_published_at
    from facts
    where
        (superseded_at is null or published_at < superseded_at)
        and scenario_key = 'actual'
)

select
    release_id,
    period_key,
    line_item_key,
    segment_key,
    product_key,
    published_at,
    superseded_at
from in_force
where superseded_at is distinct from next_published_at
union all
select
    release_id,
    period_key,
    line_item_key,
    segment_key,
    product_key,
    published_at,
    superseded_at
from facts
where latest_count <> 1
