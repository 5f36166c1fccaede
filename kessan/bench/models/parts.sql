-- A row a concept that is a part of a total, and in how many columns it is
-- one. Of an identity the total is on the left, alone, and its parts are on
-- the right.
with

operands as (
    select
        operands.identity_id,
        operands.subject,
        operands.side,
        operands.weight,
        facts.*
    from audit.identity_operands as operands
    inner join audit.identity_results as results
        on
            operands.identity_id = results.identity_id
            and operands.release_id = results.release_id
            and operands.subject = results.subject
    inner join facts on operands.figure_key = facts.figure_key
    where results.kind = 'footing' and operands.growth_figure_key is null
),

sums as (
    select
        identity_id,
        release_id,
        subject
    from operands
    group by identity_id, release_id, subject
    having
        list(weight) filter (where side = 'left') = [1]
        and count(*) filter (where side = 'right') > 1
        and count(distinct concat_ws('/', context, unit)) = 1
),

final as (
    select
        totals.concept as total,
        parts.concept as part,
        parts.weight,
        count(*) as columns
    from sums
    inner join operands as totals
        on
            sums.identity_id = totals.identity_id
            and sums.release_id = totals.release_id
            and sums.subject = totals.subject
    inner join operands as parts
        on
            sums.identity_id = parts.identity_id
            and sums.release_id = parts.release_id
            and sums.subject = parts.subject
    where totals.side = 'left' and parts.side = 'right'
    group by totals.concept, parts.concept, parts.weight
    order by total, part
)

select * from final
