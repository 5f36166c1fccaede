{# The cleaning rules: from the characters on the page to an exact decimal. #}

{#
  A cell without what is not part of its figure: markup that the scan left
  (`<u> </u>`), footnote marks (`*1`), specks (a lone `·` or `•`), blanks.
  Null when nothing is left. A speck is not a dash: it is missing, not zero.
#}
{% macro clean_cell(text) -%}
    nullif(regexp_replace(
        trim(regexp_replace(
            {{ text }}, '<[^>]*>|\*[0-9]+$|\s+', ' ', 'g'
        )),
        '^[·•]+$', '', 'g'
    ), '')
{%- endmacro %}

{#
  The stable form of a label: lower case, no markup, footnote marks or
  superscripts, no opening `Less:`, dashes alike, one blank between words, no
  closing colon or comma, and nothing after the placeholder `{amount}`.
#}
{% macro label_key(text) -%}
    trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(lower({{ text }}),
        '<[^>]*>|\*[0-9]+|[¹²³⁴⁵⁶⁷⁸⁹]', '', 'g'),
        '^\s*less\s*:\s*(\S)', '\1', 'g'),
        '\s*[{]amount[}].*$', '{amount}', 'g'),
        '\s*[-–—]\s*', '-', 'g'),
        '\s+|[:,\-]+\s*$', ' ', 'g'))
{%- endmacro %}

{#
  The stable form that a printed label has with a placeholder for its first
  amount: `…, net of allowance for doubtful accounts of JPY 74,229 thousand`
  prints another amount next time, and dates behind it. What is no amount, such
  as the number in `Service 2`, stays.
#}
{% macro amount_label_key(text) -%}
    {{ label_key(
        "regexp_replace(lower(" ~ text ~ "), '\\s*(" ~ currency_sign()
        ~ "\\s*[0-9]|[0-9]{1,3}(,[0-9]{3})+).*$', '{amount}', 'g')"
    ) }}
{%- endmacro %}

{#
  Whether a label names a loss, a use or a payment and nothing else: a number in
  parentheses below `Net loss` is the loss itself, below `Net income (loss)` it
  is what the sign says.
#}
{% macro names_an_outflow(label) -%}
    {%- set words = "regexp_replace(lower(" ~ label
        ~ "), 'income tax(es)?', ' ', 'g')" -%}
    ({{ matches(words, '(^|[^a-z])(loss|losses|deficit|use|used|payments?|paid'
        ~ '|repayments?|purchases?|expenses?|costs?)([^a-z]|$)') }}
    and not {{ matches(words, '(^|[^a-z])(income|gains?|profits?|earnings'
        ~ '|provided|proceeds|benefits?|increase|decrease)([^a-z]|$)') }})
{%- endmacro %}

{# Whether a label names a change, which may be of either sign. #}
{% macro names_a_change(label) -%}
    {{ matches('lower(' ~ label ~ ')',
        '(^|[^a-z])(changes?|increases?|decreases?)([^a-z]|$)') }}
{%- endmacro %}

{# A dash of any length. What it stands for follows from what it stands in. #}
{% macro is_dash(cell) -%}
    ({{ cell }} in ('-', '–', '—', '−'))
{%- endmacro %}

{#
  Why a dash is no number: where a growth or a ratio has no meaning, or where a
  forecast, such as of a dividend to come, is not given. Null where it is zero:
  in an actual amount, or in a change of one.
#}
{% macro missing_reason(is_dash, measure, scenario) -%}
    case
            when not {{ is_dash }} then null
            when {{ measure }} in ('yoy_percent', 'ratio')
                then 'not_meaningful'
            when {{ scenario }} <> 'actual' then 'not_given'
        end
{%- endmacro %}

{# What stands in a cell in place of a word of units.csv, once it is known. #}
{% macro unit_mark() -%}␟{%- endmacro %}

{#
  The text of a cell in lower case, with a mark in place of the word that
  units.csv has for its unit.
#}
{% macro with_unit_mark(cell, word) -%}
    coalesce(
        replace(lower({{ cell }}), {{ word }}, '{{ unit_mark() }}'),
        replace(lower({{ cell }}), '{{ unit_mark() }}', '?')
    )
{%- endmacro %}

{# True for a text that can be read as one figure, with its words around it. #}
{% macro is_figure(cell) -%}
    ({{ is_dash(cell) }} or {{ matches('lower(' ~ cell ~ ')',
        '^(up to |up |down |increased by |decreased by |an income of )?'
        ~ '(-?[(]?(' ~ currency_sign() ~ ' ?)?|' ~ currency_sign() ~ ' ?[(])'
        ~ '([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?'
        ~ '( thousand| million| billion)?( ?' ~ unit_mark()
        ~ '|%| shares| per share| per ads)?'
        ~ '[)]?( down)?$'
    ) }} and ({{ cell }} like '%(%') = ({{ cell }} like '%)%'))
{%- endmacro %}

{# Parentheses, a leading minus and the words of a fall make a figure negative. #}
{% macro is_negative(cell) -%}
    {{ matches('lower(' ~ cell ~ ')',
        '^[(]|^-.|^down |^decreased by | down$|^' ~ currency_sign() ~ ' ?[(]'
    ) }}
{%- endmacro %}

{# The digits of a figure, as text: `(410,090)` is `410090`. #}
{% macro digits(cell) -%}
    case
        when {{ is_dash(cell) }} then '0'
        else regexp_replace({{ cell }}, '[^0-9.]', '', 'g')
    end
{%- endmacro %}

{# How many places are printed after the point. #}
{% macro fraction_digits(digits) -%}
    case
        when {{ digits }} like '%.%'
            then length(regexp_replace({{ digits }}, '^.*[.]', '', 'g'))
        else 0
    end
{%- endmacro %}

{#
  The unit that the text itself names, or null.

  Args:
    cell: the text.
    named_unit: the unit of the word of units.csv in it (SQL).
#}
{% macro unit_in_text(cell, named_unit) -%}
    case
        when lower({{ cell }}) like '%\%%' escape '\' then 'percent'
        when {{ named_unit }} is not null then {{ named_unit }}
        {%- for code in printed_currencies() %}
        when {{ matches('lower(' ~ cell ~ ')', currency_sign(code)) }}
            then '{{ code }}' || case
                when lower({{ cell }}) like '%per share%' then '_per_share'
                when lower({{ cell }}) like '%per ads%' then '_per_ADS'
                else ''
            end
        {%- endfor %}
        when lower({{ cell }}) like '%shares%' then 'shares'
    end
{%- endmacro %}

{# The scale (a power of ten, as in Inline XBRL) that the text names, or null. #}
{% macro scale_in_text(cell) -%}
    case
        when lower({{ cell }}) like '%billion%' then 9
        when lower({{ cell }}) like '%million%' then 6
        when lower({{ cell }}) like '%thousand%' then 3
    end
{%- endmacro %}
