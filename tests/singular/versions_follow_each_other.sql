-- Of each fact one version is in force from its first publication on: a version
-- is superseded at the moment when the next one is published, and the last is
-- not. Of the targets for one amount only those of the last scenario are.
-- Fails with every version that is not, with facts of which none is in force,
-- and with targets of which another number than one is.
{% set in_force = 'is_actual
        and (superseded_at is null or published_at < superseded_at)' %}
{% set amount = fact_identity(without=['scenario_key']) %}

with

facts as (
    select
        *,
        scenario_key = 'actual' as is_actual
    from {{ ref('int_facts') }}
),

amounts as (
    select
        {{ amount | join(',\n        ') }},
        is_actual
    from facts
    group by {{ amount | join(', ') }}, is_actual
    having count(*) filter (where is_latest) <> 1
),

in_force as (
    select
        *,
        lead(published_at) over (
            partition by {{ fact_identity() | join(', ') }}
            order by published_at
        ) as next_published_at
    from facts
    where
        {{ in_force }}
        -- A version that is alone and was not superseded follows none.
        and (
            superseded_at is not null
            or {{ may_be_repeated(fact_identity(), 'facts', in_force) }}
        )
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
    facts.release_id,
    facts.period_key,
    facts.line_item_key,
    facts.segment_key,
    facts.product_key,
    facts.published_at,
    facts.superseded_at
from facts
inner join amounts
    on {{ same('facts', 'amounts', amount + ['is_actual']) }}
