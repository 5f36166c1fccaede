-- From last year's operating income to this year's: by the gross profit of each
-- product, and by each operating expense.
with

cost_parts as (
    select * from {{ ref('fct_costs') }}
    where is_latest
),

parts as (
    select
        1 as weight,
        'gross_profit' as line_item_key,
        {{ metric_key(parts={
            'line_item_key': "'gross_profit'", 'segment_key': "'total'",
        }) }} as metric_key
    from cost_parts
    where line_item_key = 'cost_of_revenues'
    union all
    select
        -1 as weight,
        line_item_key,
        {{ metric_key(parts={'segment_key': "'total'"}) }} as metric_key
    from cost_parts
    where line_item_key not in ('cost_of_revenues', 'costs_and_expenses')
),

{{ year_on_year_bridge('operating_income') }}

select * from final
order by
    company_key, accounting_standard, currency, period_end, span, step_number
