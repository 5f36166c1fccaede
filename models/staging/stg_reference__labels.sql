with

final as (
    select
        company_key,
        statement,
        {{ label_key("coalesce(heading, '')") }} as heading_key,
        {{ label_key('label') }} as label_key,
        label,
        line_item_key,
        segment_key,
        product_key,
        balance_at,
        is_negated in ('true', 'turned') as is_negated,
        is_negated = 'turned' as is_turned
    from {{ ref('labels') }}
)

select * from final
