-- The terms of each formula, with how many the formula has.
with

final as (
    select
        metric_id,
        metric_product_key,
        cast(term_number as integer) as term_number,
        fraction_part,
        line_item_key,
        product_key,
        balance_at,
        cast(weight as integer) as weight,
        count(*) over (partition by metric_id, metric_product_key)
            as term_count
    from {{ ref('metric_terms') }}
)

select * from final
