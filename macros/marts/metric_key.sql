{#
  The key of a metric of a period: what it is about, readable and stable.

  Args:
    relation: the alias of what has the parts of the key as columns, where
      there is more than one relation.
    parts: other expressions than those columns, by name (SQL).
#}
{% macro metric_key(relation=none, parts={}) -%}
    {%- for part in [
        'company_key', 'accounting_standard', 'currency', 'scenario_key',
        'period_key', 'line_item_key', 'segment_key', 'product_key',
    ] -%}
        {{ parts[part] or (relation ~ '.' if relation else '') ~ part }}
        {%- if not loop.last %} || '/' || {% endif -%}
    {%- endfor -%}
{%- endmacro %}
