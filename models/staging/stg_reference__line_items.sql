with

final as (
    select
        line_item_key,
        company_key,
        label,
        statement,
        parent_line_item_key,
        cast(weight_in_parent as integer) as weight_in_parent,
        line_item_key_in_shares,
        balance,
        period_type,
        unit,
        is_additive = 'true' as is_additive,
        is_non_gaap = 'true' as is_non_gaap,
        us_gaap_concept,
        ifrs_concept,
        cast(display_order as integer) as display_order
    from {{ ref('line_items') }}
)

select * from final
