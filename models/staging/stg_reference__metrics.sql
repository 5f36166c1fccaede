-- What has a formula: a metric, or a line item that may be printed too. Of a
-- line item the formula gives another version of what is printed.
with

metrics as (
    select
        metric_id,
        label,
        statement,
        balance,
        period_type,
        unit,
        cast(multiplier as integer) as multiplier,
        rate,
        cast(months as integer) as months,
        is_additive = 'true' as is_additive,
        us_gaap_concept,
        cast(display_order as integer) as display_order,
        description,
        false as is_line_item
    from {{ ref('metrics') }}
),

formulas as (
    select metric_id from {{ ref('metric_terms') }}
    group by metric_id
),

line_items as (
    select
        line_items.line_item_key as metric_id,
        line_items.label,
        line_items.statement,
        line_items.balance,
        line_items.period_type,
        line_items.unit,
        case when line_items.unit = 'percent' then 100 else 1 end as multiplier,
        cast(null as varchar) as rate,
        cast(null as integer) as months,
        line_items.is_additive,
        line_items.us_gaap_concept,
        line_items.display_order,
        cast(null as varchar) as description,
        true as is_line_item
    from {{ ref('stg_reference__line_items') }} as line_items
    inner join formulas
        on line_items.line_item_key = formulas.metric_id
),

final as (
    select * from metrics
    union all
    select * from line_items
)

select * from final
