-- Every line item, with the balance of what it is a part of.
with

line_items as (
    select * exclude (is_imported, source) from known_line_items
    union
    select * from raw_line_items
),

final as (
    select
        line_items.line_item_key,
        line_items.unit,
        line_items.statement,
        line_items.balance,
        cast(line_items.weight_in_parent as integer) as weight_in_parent,
        case
            when parents.balance in ('debit', 'credit') then parents.balance
        end as parent_balance
    from line_items
    left join line_items as parents
        on line_items.parent_line_item_key = parents.line_item_key
)

select * from final
