{#
  Whether another row may be like a row in some columns. Few rows are: what asks for
  each group of a large relation asks for little of those that are left.

  Args:
    columns: the columns.
    relation: where the rows stand.
    condition: of the rows that are meant (SQL).
#}
{% macro may_be_repeated(columns, relation, condition='true') -%}
    {{ row_hash(columns) }} in (
        select {{ row_hash(columns) }} from {{ relation }} as alike
        where {{ condition }}
        group by 1
        having count(*) > 1
    )
{%- endmacro %}
