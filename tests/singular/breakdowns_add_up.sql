-- Revenue and costs add up to the consolidated figure along every path, each
-- yen once. Fails with every breakdown of a period that does not, or that has
-- no parts marked at all.
with

breakdowns as (
    select
        'revenue' as fact,
        release_key,
        period_key,
        breakdown,
        is_part,
        decimals,
        value
    from {{ ref('fct_revenue') }}
    union all
    select
        'costs' as fact,
        release_key,
        period_key,
        breakdown,
        is_part,
        decimals,
        value
    from {{ ref('fct_costs') }}
),

consolidated as (
    select * from breakdowns
    where breakdown = 'total'
)

select
    consolidated.fact,
    consolidated.release_key,
    consolidated.period_key,
    parts.breakdown,
    consolidated.value,
    sum(parts.value) filter (where parts.is_part) as sum_of_parts
from consolidated
inner join breakdowns as parts
    on
        consolidated.fact = parts.fact
        and consolidated.release_key = parts.release_key
        and consolidated.period_key = parts.period_key
        and consolidated.decimals = parts.decimals
        and parts.breakdown <> 'total'
group by 1, 2, 3, 4, 5
having
    sum(parts.value) filter (where parts.is_part) is null
    or sum(parts.value) filter (where parts.is_part) <> consolidated.value
