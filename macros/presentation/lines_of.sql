{#
  The lines of a statement, or of a list of line items, from `flows` or
  `balances`, in the order of display: those that dim_statement_line has, by
  segment and product as dim_statement says.

  Args:
    relation: the view to choose from.
    statement: the statement or list, of statements.csv.
    condition: which of its lines (SQL), where not all.
#}
{% macro lines_of(relation, statement, condition=none) -%}
    select lines.* from {{ ref(relation) }} as lines
    inner join {{ ref('dim_statement_line') }} as shown
        on lines.line_item_key = shown.line_item_key
    where
        shown.statement = '{{ statement }}'
        and (shown.is_by_segment or lines.segment_key = 'total')
        and (shown.is_by_product or lines.product_key = 'total')
        {%- if condition %}
        and {{ condition }}
        {%- endif %}
    order by
        lines.company_key,
        lines.accounting_standard,
        lines.currency,
        lines.period_end,
        lines.display_order
{%- endmacro %}
