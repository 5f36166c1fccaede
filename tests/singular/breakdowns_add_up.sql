-- Revenue and costs add up to the consolidated figure along every path, each
-- yen once, as far as its rounding shows; to the last unit where all of it
-- stands in tables that their issuer foots exactly. Fails with every breakdown
-- of a period that does not, or that has all services or segments of its
-- company and no parts marked at all.
with

breakdowns as (
    {%- for fact in ['revenue', 'costs'] %}
    select
        '{{ fact }}' as fact,
        facts.company_key,
        facts.release_key,
        facts.period_key,
        facts.breakdown,
        facts.is_part,
        facts.decimals,
        facts.value,
        facts.low,
        facts.high,
        figures.is_exact,
        case facts.breakdown
            when 'service' then services.service_key
            when 'segment' then segments.segment_key
        end as member_key
    from {{ ref('fct_' ~ fact) }} as facts
    left join {{ ref('int_figures') }} as figures
        on
            coalesce(facts.figure_key, facts.minuend_figure_key)
            = figures.figure_key
    left join {{ ref('services') }} as services
        on
            facts.service_key = services.service_key
            and services.parent_service_key = 'total'
    left join {{ ref('segments') }} as segments
        on
            facts.segment_key = segments.segment_key
            and segments.segment_type = 'operating'
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

consolidated as (
    select * from breakdowns
    where breakdown = 'consolidated'
),

members as (
    select
        company_key,
        'service' as breakdown,
        count(*) as member_count
    from {{ ref('services') }}
    where parent_service_key = 'total'
    group by 1
    union all
    select
        company_key,
        'segment' as breakdown,
        count(*) as member_count
    from {{ ref('segments') }}
    where segment_type = 'operating'
    group by 1
),

sums as (
    select
        fact,
        company_key,
        release_key,
        period_key,
        breakdown,
        decimals,
        sum(value) filter (where is_part) as value,
        sum(low) filter (where is_part) as low,
        sum(high) filter (where is_part) as high,
        bool_and(is_exact) filter (where is_part) as is_exact,
        count(distinct member_key) as member_count
    from breakdowns
    where breakdown <> 'consolidated'
    group by 1, 2, 3, 4, 5, 6
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
left join members
    on
        sums.company_key = members.company_key
        and sums.breakdown = members.breakdown
        and sums.member_count = members.member_count
where
    (sums.value is null and members.company_key is not null)
    or sums.low > consolidated.high
    or sums.high < consolidated.low
    or (
        sums.is_exact
        and consolidated.is_exact
        and sums.value <> consolidated.value
    )
