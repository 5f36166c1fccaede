with

dividend_line_items as (
    {{ statement_line_items('dividends') }}
),

final as (
    select
        {{ fact_columns() }}
    from {{ ref('int_facts') }}
    where (company_key, line_item_key) in (
        select
            dividend_line_items.company_key,
            dividend_line_items.line_item_key
        from dividend_line_items
    )
)

select * from final
