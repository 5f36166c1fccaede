{#
  The currencies that a text may name, by their ISO 4217 code, each with what is
  printed for it, in lower case. The first that a text contains is meant, so a
  longer sign stands before a shorter one. `¥` is the yen: a release in yuan
  prints CNY or RMB.
#}
{% macro printed_currencies() -%}
    {{ return({
        'JPY': ['jpy', '¥', '¥'],
        'USD': ['usd', 'us$', '$'],
        'EUR': ['eur', '€'],
        'GBP': ['gbp', '£'],
        'CNY': ['cny', 'rmb'],
        'CHF': ['chf'],
        'HKD': ['hkd'],
        'KRW': ['krw'],
    }) }}
{%- endmacro %}

{# A regular expression for the sign of a currency: of any, or of the one named. #}
{% macro currency_sign(code=none) -%}
    {%- set signs = printed_currencies() -%}
    {%- set named = [signs[code]] if code else signs.values() -%}
    ({{ named | sum(start=[]) | join('|') | replace('$', '[$]') }})
{%- endmacro %}

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
