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

-- Each number once for each group that it is compared in. The figures are read
-- once: what a view reads often, older versions of DuckDB compute as often.
numbers as (
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
        measures.measure,
        levels.peer_level,
        case levels.peer_level
            {%- for peer_level, peer_group in peer_levels.items() %}
            when '{{ peer_level }}' then {{ peer_group }}
            {%- endfor %}
        end as peer_group,
        case measures.measure
            {%- for measure, (unit, verdict) in measures.items() %}
            when '{{ measure }}' then {{ unit }}
            {%- endfor %}
        end as unit,
        case measures.measure
            {%- for measure in measures %}
            when '{{ measure }}'
                then cast(figures.{{ measure }} as {{ figure_type() }})
            {%- endfor %}
        end as number,
        case measures.measure
            {%- for measure, (unit, verdict) in measures.items() %}
            when '{{ measure }}' then {{ verdict }}
            {%- endfor %}
        end as number_verdict
    from figures
    cross join (
        values
        {%- for measure in measures %}
        ('{{ measure }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as measures (measure)
    cross join (
        values
        {%- for peer_level in peer_levels %}
        ('{{ peer_level }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as levels (peer_level)
    -- How many shares there are is chosen: neither their number nor an amount
    -- per share is compared. What shares are of has all of itself everywhere.
    where
        not (
            measures.measure = 'value'
            and (
                {{ is_per_share('figures.unit') }}
                or {{ is_share_count('figures.unit') }}
            )
        )
        and (measures.measure, figures.comparable_item) not in (
            {%- for measure, whole in wholes.items() %}
            ('{{ measure }}', '{{ whole }}'){{ ',' if not loop.last }}
            {%- endfor %}
        )
),

dated as (
    select
        *,
        max(period_end) over (
            partition by {{ group | join(', ') }}
        ) as newest_period_end
    from numbers
    where number is not null
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

-- Those that are left out are counted apart, and have no place.
placed as (
    select
        *,
        left_out_reason is null as is_peer,
        count(*) over all_of_group as company_count,
        count(*) filter (where left_out_reason is null) over all_of_group
            as known_count,
        row_number() over (
            partition by {{ group | join(', ') }}, left_out_reason is null
            order by number, company_key
        ) as place,
        rank() over (
            partition by {{ group | join(', ') }}, left_out_reason is null
            order by number
        ) - 1 as lower_count,
        rank() over (
            partition by {{ group | join(', ') }}, left_out_reason is null
            order by number desc
        ) as rank_from_highest,
        count(*) over (
            partition by
                {{ group | join(', ') }}, left_out_reason is null, number
        ) - 1 as equal_count
    from judged
    window all_of_group as (partition by {{ group | join(', ') }})
),

-- A quartile is the value of a company: the lowest that so many are not above.
peers as (
    select
        *,
        known_count - case when is_peer then 1 else 0 end as peer_count,
        {%- for quartile, quarters in quartile_numbers.items() %}
        min(number) filter (
            where is_peer and 4 * place >= {{ quarters }} * known_count
        ) over (partition by {{ group | join(', ') }}) as {{ quartile }},
        {%- endfor %}
        company_count - 1 as all_peer_count
    from placed
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
            when peer_count >= {{ fewest_peers }} and is_peer
                then cast(rank_from_highest as integer)
        end as rank_from_highest,
        case
            when peer_count >= {{ fewest_peers }} and is_peer then {{ quotient(
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
