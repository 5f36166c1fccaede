-- Revenue and costs with the path by which they are broken down, and with the
-- rows that add up along it: the finest parts, each yen once, at the precision
-- of the consolidated figure. Where a release prints some parts and not the
-- rest nothing adds up, and none of them is marked.
{% set whole = [
    'release_id', 'period_key', 'decimals', 'line_item_key', 'segment_key',
    'service_key',
] %}
{% set row_key = [
    'release_id', 'period_key', 'line_item_key', 'segment_key', 'service_key',
] %}
{% set path = [
    'release_id', 'period_key', 'decimals', 'total_line_item_key', 'breakdown',
] %}

with

breakdown_facts as (
    select
        facts.*,
        line_items.parent_line_item_key,
        services.parent_service_key,
        services.relation_to_parent,
        case
            when
                facts.line_item_key in (
                    'revenues', 'revenues_from_external_customers',
                    'intersegment_revenues'
                )
                then 'revenues'
            when
                facts.line_item_key = 'costs_and_expenses'
                or line_items.parent_line_item_key in (
                    'costs_and_expenses', 'sga_and_rd'
                )
                then 'costs_and_expenses'
        end as total_line_item_key,
        case
            when facts.segment_key <> 'consolidated' then 'segment'
            when
                facts.line_item_key in ('revenues', 'costs_and_expenses')
                and facts.service_key = 'total'
                then 'consolidated'
            else 'service'
        end as breakdown
    from {{ ref('int_facts') }} as facts
    left join {{ ref('stg_reference__line_items') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    left join {{ ref('services') }} as services
        on facts.service_key = services.service_key
    where facts.scenario_key = 'actual'
),

parts as (
    select * from breakdown_facts
    where total_line_item_key is not null
),

consolidated as (
    select
        release_id,
        period_key,
        total_line_item_key,
        decimals,
        low,
        high
    from parts
    where breakdown = 'consolidated'
),

service_counts as (
    select
        company_key,
        parent_service_key,
        count(*) as service_count
    from {{ ref('services') }}
    where relation_to_parent = 'part' and parent_service_key is not null
    group by 1, 2
),

-- What has parts of its own: all services below it, or line items below it.
wholes as (
    select
        parts.release_id,
        parts.period_key,
        parts.decimals,
        parts.line_item_key,
        parts.segment_key,
        parts.parent_service_key as service_key
    from parts
    inner join service_counts
        on
            parts.parent_service_key = service_counts.parent_service_key
            and parts.company_key
            = coalesce(service_counts.company_key, parts.company_key)
    where parts.relation_to_parent = 'part'
    group by 1, 2, 3, 4, 5, 6
    having
        count(distinct parts.service_key) = max(service_counts.service_count)
    union
    select
        release_id,
        period_key,
        decimals,
        parent_line_item_key as line_item_key,
        segment_key,
        service_key
    from parts
),

-- A part of a whole that is printed without its other parts is none.
candidates as (
    select
        {% for column in row_key -%}
        parts.{{ column }},
        {% endfor -%}
        parts.total_line_item_key,
        parts.decimals,
        parts.breakdown,
        parts.low,
        parts.high,
        consolidated.low as consolidated_low,
        consolidated.high as consolidated_high
    from parts
    inner join consolidated
        on
            {{ same(
                'parts', 'consolidated', path | reject('eq', 'breakdown')
            ) }}
    left join wholes
        on
            {{ same('parts', 'wholes', whole) }}
    left join wholes as parents
        on
            {{ same('parts', 'parents', whole | reject('eq', 'service_key')) }}
            and parts.parent_service_key = parents.service_key
    where
        parts.breakdown <> 'consolidated'
        and parts.relation_to_parent = 'part'
        and wholes.release_id is null
        and (
            coalesce(parts.parent_service_key, 'total') = 'total'
            or parents.release_id is not null
        )
),

sums as (
    select
        {{ path | join(',\n        ') }}
    from candidates
    group by {{ path | join(', ') }}
    having
        sum(low) <= max(consolidated_high)
        and sum(high) >= max(consolidated_low)
),

final as (
    select
        parts.*,
        candidates.release_id is not null
        and sums.release_id is not null as is_part
    from parts
    left join candidates
        on
            {{ same('parts', 'candidates', row_key) }}
    left join sums
        on
            {{ same('parts', 'sums', path) }}
)

select * from final
