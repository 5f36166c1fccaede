-- Each weight of a term is a whole number: half of a figure is said as twice
-- the other side. Fails with every term of which it is not, for a part of its
-- weight would be lost.
select
    identity_id,
    side,
    line_item_key,
    weight
from {{ ref('identity_terms') }}
where weight is null or not {{ matches('weight', '^-?[0-9]+$') }}
