with

operands as (
    select
        operands.*,
        operands.release_id
    from {{ ref('int_metric_operands') }} as operands
    inner join {{ ref('fct_metrics') }} as metrics
        on operands.metric_key = metrics.metric_key
    where metrics.is_computed
),

final as (
    select
        metric_key,
        term_number,
        release_id,
        fraction_part,
        weight,
        operand_metric_key,
        value
    from operands
)

select * from final
