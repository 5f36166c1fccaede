with

statement_line_items as (
    {{ statement_line_items('income_statement') }}
),

final as (
    select
        {{ fact_columns(['service_key']) }}
    from {{ ref('int_facts') }}
    where
        scenario_key = 'actual'
        and segment_key = 'consolidated'
        and line_item_key in (
            select statement_line_items.line_item_key
            from statement_line_items
        )
)

select * from final
