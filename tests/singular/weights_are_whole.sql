-- Each weight of a term is a whole number: half of a figure is said as twice
-- the other side. Fails with every term of which it is not, for a part of its
-- weight would be lost.
with

terms as (
    select
        identity_id as term_of,
        side,
        line_item_key,
        weight
    from {{ ref('identity_terms') }}
    union all
    select
        metric_id as term_of,
        fraction_part as side,
        line_item_key,
        weight
    from {{ ref('metric_terms') }}
)

select * from terms
where weight is null or not {{ matches('weight', '^-?[0-9]+$') }}
