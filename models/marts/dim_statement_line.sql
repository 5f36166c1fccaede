-- The line items of each statement and list: its own, and those of others that
-- it shows beside them.
{{ config(materialized='table') }}

with

own_lines as (
    select
        statement,
        line_item_key,
        true as is_own,
        display_order
    from {{ ref('dim_line_item') }}
),

further_lines as (
    select
        statement,
        shown_line_item_key as line_item_key,
        false as is_own,
        cast(display_order as integer) as display_order
    from {{ ref('statement_lines') }}
),

lines as (
    select * from own_lines
    union all
    select * from further_lines
),

final as (
    select
        lines.statement,
        lines.line_item_key,
        lines.is_own,
        statements.is_by_segment,
        statements.is_by_product,
        sections.heading as section_heading,
        lines.display_order
    from lines
    inner join {{ ref('dim_statement') }} as statements
        on lines.statement = statements.statement
    left join {{ ref('statement_sections') }} as sections
        on
            lines.statement = sections.statement
            and lines.line_item_key = sections.shown_line_item_key
)

select * from final
