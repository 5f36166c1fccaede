{#
  A unit of line_items.csv in a currency: `currency_per_share` of a release in
  yen is `JPY_per_share`; what is not of money stays as it is. Null in no
  currency.
#}
{% macro in_currency(unit, currency) -%}
    case
        when {{ unit }} like 'currency%'
            then {{ currency }} || substr({{ unit }}, length('currency') + 1)
        else {{ unit }}
    end
{%- endmacro %}
