{#
  What a line of a report is called: its line item, segment and product.

  Args:
    line: the alias of the line, with the keys; line_items is that of
      dim_line_item.
    members: the aliases of dim_segment and dim_product, by their key.
#}
{% macro line_label(line, members) -%}
    line_items.label
        {%- for key, alias in members.items() %}
        || case
            when {{ line }}.{{ key }} = 'total' then ''
            else ', ' || {{ alias }}.label
        end
        {%- endfor %}
{%- endmacro %}

{#
  Where a line of a report stands: by its line item, segment and product.

  Args:
    members: the aliases of dim_segment and dim_product, by their key.
#}
{% macro line_order(members) -%}
    {%- set places = {'segment_key': 1000, 'product_key': 1} -%}
    line_items.display_order * 100000
        {%- for key, alias in members.items() %}
        + {{ alias }}.display_order
        {{- ' * ' ~ places[key] if places[key] > 1 }}
        {%- endfor %}
{%- endmacro %}
