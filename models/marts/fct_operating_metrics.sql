with

metrics as (
    {{ statement_line_items('operating_metrics') }}
),

final as (
    select
        {{ fact_columns(['service_key']) }}
    from {{ ref('int_facts') }}
    where
        scenario_key = 'actual'
        and line_item_key in (select metrics.line_item_key from metrics)
)

select * from final
