with

final as (
    select
        breakdown,
        is_part,
        {{ fact_columns(['segment_key', 'service_key']) }}
    from {{ ref('int_breakdowns') }}
    where total_line_item_key = 'revenues'
)

select * from final
