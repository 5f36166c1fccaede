-- Revenue and costs with the path by which they are broken down, and with the
-- rows that add up along it: the finest parts, each yen once, at the precision
-- of the consolidated figure.
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
            when facts.segment_key <> 'total' then 'segment'
            when
                facts.line_item_key in ('revenues', 'costs_and_expenses')
                and facts.service_key = 'total'
                then 'total'
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
        decimals
    from parts
    where breakdown = 'total'
),

-- What has parts of its own: services below it, or line items below it.
wholes as (
    select
        release_id,
        period_key,
        decimals,
        line_item_key,
        segment_key,
        parent_service_key as service_key
    from parts
    where relation_to_parent = 'part'
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

final as (
    select
        parts.*,
        parts.breakdown <> 'total'
        and parts.relation_to_parent = 'part'
        and consolidated.release_id is not null
        and wholes.release_id is null as is_part
    from parts
    left join consolidated
        on
            parts.release_id = consolidated.release_id
            and parts.period_key = consolidated.period_key
            and parts.total_line_item_key = consolidated.total_line_item_key
            and parts.decimals = consolidated.decimals
    left join wholes
        on
            parts.release_id = wholes.release_id
            and parts.period_key = wholes.period_key
            and parts.decimals = wholes.decimals
            and parts.line_item_key = wholes.line_item_key
            and parts.segment_key = wholes.segment_key
            and parts.service_key = wholes.service_key
)

select * from final
