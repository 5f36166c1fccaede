-- How each line of a company is to be understood, by its tag and its words: its
-- line item, whether it is printed with the other sign, and which end of its
-- period a balance is of. What is printed both ways is what most lines have, or
-- the latest.
with

directions as (
    select
        line_item_key,
        unit,
        statement,
        case
            when parent_balance is not null and weight_in_parent is not null
                then
                    case parent_balance when 'credit' then 1 else -1 end
                    * weight_in_parent
            when balance = 'credit' then 1
            when balance = 'debit' then -1
            else 0
        end as direction
    from all_line_items
),

signed as (
    select
        filings.company_key,
        lines.statement,
        lines.concept,
        lines.label,
        filings.accepted_at,
        meanings.line_item_key,
        case
            when lines.iord = 'I' and lines.statement <> 'balance_sheet'
                then coalesce(lines.said_balance_at, 'in_order')
        end as balance_at,
        case
            when directions.unit <> 'currency' then false
            -- What it adds or takes away says the sign of a cash flow.
            when directions.statement = 'cash_flow' then turned.is_turned
            when lines.crdr is null or directions.direction = 0
                then lines.is_negating
            else
                lines.is_negating = (
                    directions.direction
                    = case lines.crdr when 'C' then 1 else -1 end
                )
        end as is_turned
    from printed_lines as lines
    inner join filings on lines.release_id = filings.release_id
    inner join meanings
        on
            filings.company_key = meanings.company_key
            and lines.statement = meanings.statement
            and lines.concept = meanings.concept
            and lines.line_label = meanings.label
    inner join directions
        on meanings.line_item_key = directions.line_item_key
    left join turned_lines as turned
        on
            lines.release_id = turned.release_id
            and lines.table_id = turned.table_id
            and lines.whole_line = turned.line_number
),

counted as (
    select
        company_key,
        statement,
        concept,
        label,
        line_item_key,
        balance_at,
        coalesce(is_turned, false) as is_turned,
        row_number() over (
            partition by company_key, statement, concept, label
            order by
                count(*) desc, max(accepted_at) desc, coalesce(is_turned, false)
        ) as commonness
    from signed
    group by 1, 2, 3, 4, 5, 6, 7
),

final as (
    select
        company_key,
        statement,
        concept,
        label,
        line_item_key,
        balance_at,
        case when is_turned then 'turned' else 'false' end as is_negated
    from counted
    where commonness = 1
)

select * from final
