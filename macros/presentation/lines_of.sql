{#
  The lines of a statement, or the metrics of a subject, from `flows` or
  `balances`, in the order of display.

  Args:
    relation: the view to choose from.
    condition: which of its lines (SQL).
#}
{% macro lines_of(relation, condition) -%}
    select * from {{ ref(relation) }}
    where {{ condition }}
    order by
        company_key, accounting_standard, currency, period_end, display_order
{%- endmacro %}
