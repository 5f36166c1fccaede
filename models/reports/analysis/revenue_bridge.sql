-- From last year's revenues to this year's, by product.
with

parts as (
    select
        1 as weight,
        line_item_key,
        {{ metric_key(parts={'segment_key': "'total'"}) }} as metric_key
    from {{ ref('fct_revenue') }}
    where is_latest and product_key <> 'total'
),

{{ year_on_year_bridge('revenues') }}

select * from final
order by
    company_key, accounting_standard, currency, period_end, span, step_number
