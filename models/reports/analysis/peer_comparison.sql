-- Each company among its peers: where its standard line items, their growth and
-- shares stand among those of the companies of its industry, by counting. Only
-- what is of one standard, currency and length of time is compared. What is
-- contradicted, or of a period that ended a year before the newest of the
-- group, is no peer's. Among few peers nobody has a place.
{% set series = ['accounting_standard', 'currency'] %}
{% set fewest_peers = 5 %}
{% set measures = {
    'value': ('figures.unit', 'figures.verdict'),
    'growth_percent': (
        "'percent'", worse_verdict('figures.verdict', 'figures.year_ago_verdict')
    ),
    'share_of_revenues_percent': ("'percent'", 'figures.share_verdict'),
    'share_of_assets_percent': ("'percent'", 'figures.share_verdict'),
} %}
{% set wholes = {
    'share_of_revenues_percent': 'revenues',
    'share_of_assets_percent': 'total_assets',
} %}
{% set peer_levels = {
    'industry': 'industry_code',
    'major_group': 'substr(industry_code, 1, 2)',
} %}
{% set about = [
    'company_key', 'company', 'industry_code', 'label', 'display_order',
    'period_end', 'unit', 'number', 'number_verdict',
] %}
{% set quartile_numbers = {
    'lower_quartile': 1, 'median': 2, 'upper_quartile': 3,
} %}
{% set group = series + [
    'comparable_item', 'span', 'months', 'measure', 'peer_level', 'peer_group',
] %}

with

figures as (
    select * from {{ ref('comparable_figures') }}
    where industry_code is not null
),

numbers as (
    {%- for measure, (unit, verdict) in measures.items() %}
    select
        {{ 'figures.' ~ series | join(',\n        figures.') }},
        figures.company_key,
        figures.company,
        figures.industry_code,
        figures.comparable_item,
        figures.span,
        coalesce(figures.months, 0) as months,
        figures.label,
        figures.display_order,
        figures.period_end,
        '{{ measure }}' as measure,
        {{ unit }} as unit,
        figures.{{ measure }} as number,
        {{ verdict }} as number_verdict
    from figures
    where
        figures.{{ measure }} is not null
        {%- if measure == 'value' %}
        -- An amount per share is of the number of shares, which differs.
        and not {{ is_per_share('figures.unit') }}
        {%- elif measure in wholes %}
        -- What shares are of has all of itself in every company.
        and figures.comparable_item <> '{{ wholes[measure] }}'
        {%- endif %}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

groups as (
    {%- for peer_level, peer_group in peer_levels.items() %}
    select
        *,
        '{{ peer_level }}' as peer_level,
        {{ peer_group }} as peer_group
    from numbers
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

dated as (
    select
        *,
        max(period_end) over (
            partition by {{ group | join(', ') }}
        ) as newest_period_end
    from groups
),

judged as (
    select
        *,
        case
            when number_verdict = 'contradicted' then 'contradicted'
            when period_end <= {{ months_earlier(12, 'newest_period_end') }}
                then 'period_too_old'
        end as left_out_reason
    from dated
),

counted as (
    select
        *,
        row_number() over (
            partition by {{ group | join(', ') }} order by number, company_key
        ) as place,
        count(*) over (partition by {{ group | join(', ') }}) as known_count,
        rank() over (
            partition by {{ group | join(', ') }} order by number
        ) - 1 as lower_count,
        rank() over (
            partition by {{ group | join(', ') }} order by number desc
        ) as rank_from_highest,
        count(*) over (
            partition by {{ group | join(', ') }}, number
        ) - 1 as equal_count
    from judged
    where left_out_reason is null
),

-- A quartile is the value of a company: the lowest that so many are not above.
quartiles as (
    select
        {{ group | join(',\n        ') }},
        {%- for quartile, quarters in quartile_numbers.items() %}
        min(number) filter (where 4 * place >= {{ quarters }} * known_count)
            as {{ quartile }},
        {%- endfor %}
        max(known_count) as known_count
    from counted
    group by {{ group | join(', ') }}
),

all_counts as (
    select
        {{ group | join(',\n        ') }},
        count(*) as company_count
    from judged
    group by {{ group | join(', ') }}
),

peers as (
    select
        {{ 'judged.' ~ group | join(',\n        judged.') }},
        {{ 'judged.' ~ about | join(',\n        judged.') }},
        judged.left_out_reason,
        coalesce(quartiles.known_count, 0)
        - case when judged.left_out_reason is null then 1 else 0 end
            as peer_count,
        all_counts.company_count - 1 as all_peer_count,
        quartiles.lower_quartile,
        quartiles.median,
        quartiles.upper_quartile,
        counted.lower_count,
        counted.equal_count,
        counted.rank_from_highest
    from judged
    inner join all_counts
        on
            {{ same('judged', 'all_counts', group) }}
    left join quartiles
        on
            {{ same('judged', 'quartiles', group) }}
    left join counted
        on
            {{ same('judged', 'counted', group + ['company_key']) }}
),

final as (
    select
        company_key,
        {{ series | join(',\n        ') }},
        comparable_item,
        span,
        measure,
        peer_level,
        company,
        industry_code,
        peer_group,
        label,
        display_order,
        period_end,
        nullif(months, 0) as months,
        unit,
        number as value,
        number_verdict as verdict,
        cast(peer_count as integer) as peer_count,
        cast(all_peer_count - peer_count as integer) as left_out_peer_count,
        {%- for quartile in quartile_numbers %}
        case
            when peer_count >= {{ fewest_peers }} then {{ quartile }}
        end as {{ quartile }},
        {%- endfor %}
        case
            when peer_count >= {{ fewest_peers }}
                then cast(rank_from_highest as integer)
        end as rank_from_highest,
        case
            when peer_count >= {{ fewest_peers }} then {{ quotient(
                '100 * (2 * lower_count + equal_count)', '2 * peer_count'
            ) }}
        end as percentile_rank,
        coalesce(
            left_out_reason,
            case
                when peer_count < {{ fewest_peers }} then 'too_few_peers'
            end
        ) as missing_reason
    from peers
)

select * from final
