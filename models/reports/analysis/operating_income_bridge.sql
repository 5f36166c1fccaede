-- From last year's operating income to this year's: by the gross profit of each
-- service line, and by each operating expense.
with

cost_parts as (
    select * from {{ ref('fct_costs') }}
    where is_latest and is_part and breakdown = 'service'
),

parts as (
    select
        1 as weight,
        {{ metric_key(parts={'line_item_key': "'gross_profit'"}) }}
            as metric_key
    from cost_parts
    where line_item_key = 'cost_of_revenues'
    union all
    select
        -1 as weight,
        {{ metric_key() }} as metric_key
    from cost_parts
    where line_item_key <> 'cost_of_revenues'
),

{{ year_on_year_bridge('operating_income') }}

select * from final
order by
    company_key, accounting_standard, currency, period_end, span, step_number
