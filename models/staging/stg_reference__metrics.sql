with

final as (
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
        description
    from {{ ref('metrics') }}
)

select * from final
