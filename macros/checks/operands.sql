{#
  The columns of a figure that stands for a term of an identity.

  Args:
    fact: the relation that the figure comes from, with its interval.
    value: its column with the value of the figure.
    subject: what the identity is evaluated for (an SQL expression).
    period_key: the period of the evaluation (SQL).
    table_id, column_number: its table and column, if it has one (SQL).
    is_begun: whether the identity applies where this figure is (SQL).
    is_exact: whether nothing is rounded (SQL); else as the fact says.
    growth_figure_key: for an amount that a growth implies, that growth (SQL).
    release_id: the release that is evaluated (SQL); else that of the figure.
    weight, is_required: for a part of what a term stands for (SQL); else those
      of the term.
#}
{% macro operand_columns(
    fact, value, subject, period_key,
    table_id='cast(null as varchar)', column_number='cast(null as integer)',
    is_begun='true', is_exact=none, growth_figure_key='cast(null as varchar)',
    release_id=none, weight='terms.weight', is_required='terms.is_required'
) -%}
    terms.identity_id,
        {{ release_id or fact ~ '.release_id' }} as release_id,
        {{ subject }} as subject,
        {{ table_id }} as table_id,
        {{ column_number }} as column_number,
        {{ period_key }} as period_key,
        terms.side,
        {{ weight }} as weight,
        {{ is_required }} as is_required,
        -- As many as the identity has terms.
        cast(null as integer) as required_count,
        {{ is_begun }} as is_begun,
        {{ fact }}.figure_key,
        {{ growth_figure_key }} as growth_figure_key,
        {{ fact }}.{{ value }} as value,
        {{ fact }}.low,
        {{ fact }}.high,
        {{ is_exact or fact ~ '.is_exact' }} as is_exact
{%- endmacro %}

{# The address of a figure in its release: table, line and column. #}
{% macro cell_address(figure) -%}
    {{ figure }}.table_id || '/' || {{ figure }}.line_number || '/'
        || {{ figure }}.column_number
{%- endmacro %}
