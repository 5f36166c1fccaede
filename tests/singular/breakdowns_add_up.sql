-- Revenue and costs add up to the consolidated figure along every path, each
-- yen once, as far as its rounding shows; to the last unit where all of it stands
-- in tables that their issuer foots exactly. Fails with every breakdown of a
-- period that does not, or that has no parts marked at all.
with

breakdowns as (
    {%- for fact in ['revenue', 'costs'] %}
    select
        '{{ fact }}' as fact,
        facts.release_key,
        facts.period_key,
        facts.breakdown,
        facts.is_part,
        facts.decimals,
        facts.value,
        facts.low,
        facts.high,
        figures.is_exact
    from {{ ref('fct_' ~ fact) }} as facts
    left join {{ ref('int_figures') }} as figures
        on
            coalesce(facts.figure_key, facts.minuend_figure_key)
            = figures.figure_key
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

consolidated as (
    select * from breakdowns
    where breakdown = 'consolidated'
),

sums as (
    select
        fact,
        release_key,
        period_key,
        breakdown,
        decimals,
        sum(value) filter (where is_part) as value,
        sum(low) filter (where is_part) as low,
        sum(high) filter (where is_part) as high,
        bool_and(is_exact) filter (where is_part) as is_exact
    from breakdowns
    where breakdown <> 'consolidated'
    group by 1, 2, 3, 4, 5
)

select
    consolidated.fact,
    consolidated.release_key,
    consolidated.period_key,
    sums.breakdown,
    consolidated.value,
    sums.value as sum_of_parts
from consolidated
inner join sums
    on
        consolidated.fact = sums.fact
        and consolidated.release_key = sums.release_key
        and consolidated.period_key = sums.period_key
        and consolidated.decimals = sums.decimals
where
    sums.value is null
    or sums.low > consolidated.high
    or sums.high < consolidated.low
    or (
        sums.is_exact
        and consolidated.is_exact
        and sums.value <> consolidated.value
    )
