with

segment_line_items as (
    {{ statement_line_items('segment_information') }}
),

final as (
    select
        {{ fact_columns(['segment_key']) }}
    from {{ ref('int_facts') }}
    where
        scenario_key = 'actual'
        and service_key = 'total'
        and (
            segment_key <> 'total'
            or line_item_key in (
                select segment_line_items.line_item_key
                from segment_line_items
            )
        )
)

select * from final
