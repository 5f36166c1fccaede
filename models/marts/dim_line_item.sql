{{ config(materialized='table') }}

with

printed as (
    select
        line_items.*,
        formulas.formula,
        cast(null as varchar) as description
    from {{ ref('stg_reference__line_items') }} as line_items
    left join {{ ref('int_metric_formulas') }} as formulas
        on line_items.line_item_key = formulas.metric_id
),

computed as (
    select
        metrics.metric_id as line_item_key,
        cast(null as varchar) as company_key,
        metrics.label,
        metrics.statement,
        cast(null as varchar) as parent_line_item_key,
        cast(null as integer) as weight_in_parent,
        cast(null as varchar) as line_item_key_in_shares,
        metrics.balance,
        metrics.period_type,
        metrics.unit,
        metrics.is_additive,
        true as is_non_gaap,
        metrics.us_gaap_concept,
        cast(null as varchar) as ifrs_concept,
        metrics.display_order,
        formulas.formula,
        metrics.description
    from {{ ref('stg_reference__metrics') }} as metrics
    left join {{ ref('int_metric_formulas') }} as formulas
        on metrics.metric_id = formulas.metric_id
    where not metrics.is_line_item
),

final as (
    select * from printed
    union all
    select * from computed
)

select * from final
