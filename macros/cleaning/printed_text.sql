{# The cleaning rules: from the characters on the page to an exact decimal. #}

{#
  A cell without what is not part of its figure: markup that the scan left
  (`<u> </u>`), footnote marks (`*1`), specks (a lone `·` or `•`), blanks. What
  Japanese documents print wide (`１，２３４`, `（５）`) is plain, and their triangle
  is a minus. Null when nothing is left. A speck is not a dash: it is missing,
  not zero.
#}
{% macro clean_cell(text) -%}
    nullif(regexp_replace(regexp_replace(
        trim(regexp_replace(
            {{ plain_characters(text) }}, '<[^>]*>|\*[0-9]+$|\s+', ' ', 'g'
        )),
        '^[·•]+$', '', 'g'
    ), '^([(]?)[△▲] *', '\1-', 'g'), '')
{%- endmacro %}

{#
  A text with plain characters in place of wide ones and of signs like them. Most
  texts have none of them, and are not gone through.
#}
{% macro plain_characters(text) -%}
    case
        when {{ matches(text, '[^ -~]') }} then translate(
            {{ text }},
            '０１２３４５６７８９（），．％￥＄－−　',
            '0123456789(),.%¥$-- '
        )
        else {{ text }}
    end
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
  A label with the placeholder `{date}` for each of its dates: `Balances as of
  December 31, 2021` prints another one next time. What stands behind it counts.
#}
{% macro with_dates(text) -%}
    {%- set month = '(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?'
        ~ '|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)[.]?' -%}
    {%- set year = '(19|20)[0-9]{2}' -%}
    regexp_replace({{ text }}, '(^|[^a-z0-9])({{ month }}\s+[0-9]{1,2}(,\s*|\s+){{ year }}'
        || '|[0-9]{1,2}\s+{{ month }},?\s+{{ year }}|{{ year }}-[0-9]{2}-[0-9]{2})',
        '\1{date}', 'gi')
{%- endmacro %}

{#
  A label with the placeholder `{amount}` from its first amount on: `…, net of
  allowance for doubtful accounts of JPY 74,229 thousand` prints another amount
  next time. An amount has the sign or the code of a currency before it, or a
  comma between thousands; the number in `Service 2` is none.
#}
{% macro with_amount(text) -%}
    regexp_replace({{ text }}, '\s*(([A-Z]{3}|[A-Z]{0,2}[^A-Za-z0-9\s(,;:.*/–—−{}-])\s*[0-9]'
        || '|[A-Z]{0,2}[$£¥₠-₿]\s*[(]?\s*[.]?[0-9]|[0-9]{1,3}(,[0-9]{3})+).*$',
        '{amount}', 'g')
{%- endmacro %}

{# The stable form of a printed label with a placeholder for all that may change. #}
{% macro placeholder_label_key(text) -%}
    {{ label_key(with_amount(with_dates(text))) }}
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

{# Words that say that there is no figure: of a growth from a loss, or at all. #}
{% macro is_not_given(cell) -%}
    coalesce({{ cell }} in ('n/a', 'n.a.', 'na', 'nm', 'n.m.', 'n/m', 'nil'), false)
{%- endmacro %}

{#
  Why a text is no number: a dash where a growth or a ratio has no meaning, or a
  line has none in the unit of its column; where a forecast, such as of a dividend
  to come, is not given; a word that says so anywhere. Null where a dash is zero: in
  an actual amount, or in a change of one.
#}
{% macro missing_reason(
    is_dash, is_not_given, measure, scenario, is_uncounted
) -%}
    case
            when not {{ is_dash }} and not {{ is_not_given }} then null
            when {{ measure }} in ('yoy_percent', 'ratio') or {{ is_uncounted }}
                then 'not_meaningful'
            when {{ is_not_given }} or {{ scenario }} <> 'actual' then 'not_given'
        end
{%- endmacro %}

{# What stands in a cell in place of the word for a unit, once it is known. #}
{% macro unit_mark() -%}␟{%- endmacro %}

{# What stands in a cell in place of the word for a currency. #}
{% macro currency_mark() -%}¤{%- endmacro %}

{# A text in which a mark that was printed is not taken for one of these. #}
{% macro without_marks(cell) -%}
    translate({{ cell }}, '{{ unit_mark() }}{{ currency_mark() }}', '??')
{%- endmacro %}

{# The text of a cell in lower case, with a mark in place of a word in any case. #}
{% macro with_mark(cell, word, mark) -%}
    replace({{ cell }}, substr(
        {{ cell }}, position(lower({{ word }}) in lower({{ cell }})), length({{ word }})
    ), '{{ mark }}')
{%- endmacro %}

{# Whether a text begins, or ends, with a word; `place` is `before` or `behind`. #}
{% macro has_word(cell, word, place) -%}
    case {{ place }}
        when 'before'
            then left({{ cell }}, length({{ word }}) + 1) = {{ word }} || ' '
        when 'behind'
            then right({{ cell }}, length({{ word }}) + 1) = ' ' || {{ word }}
    end
{%- endmacro %}

{# The text without a word that it begins or ends with. #}
{% macro without_word(cell, word, place) -%}
    case {{ place }}
        when 'before' then substr({{ cell }}, length({{ word }}) + 2)
        else left({{ cell }}, length({{ cell }}) - length({{ word }}) - 1)
    end
{%- endmacro %}

{# True for a text that can be read as one figure, but for a word of its sign. #}
{% macro is_figure(marked_cell) -%}
    {%- set currency = currency_mark() -%}
    ({{ is_dash(marked_cell) }} or {{ matches(marked_cell,
        '^(-?[(]?-?(' ~ currency ~ ' ?)?|' ~ currency ~ ' ?[(]|' ~ currency ~ ' ?-)'
        ~ '([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?'
        ~ '( thousand| million| billion| trillion)?( ?' ~ currency ~ ')?( ?'
        ~ unit_mark() ~ ')?[)]?( ?' ~ unit_mark() ~ ')?$'
    ) }} and ({{ marked_cell }} like '%(%') = ({{ marked_cell }} like '%)%'))
{%- endmacro %}

{# Parentheses and a leading minus make a figure negative. #}
{% macro is_negative(marked_cell) -%}
    {{ matches(marked_cell, '^[(]|^-.|^' ~ currency_mark() ~ ' ?[(-]') }}
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

{# The scale (a power of ten, as in Inline XBRL) that the text names, or null. #}
{% macro scale_in_text(cell) -%}
    case
        when lower({{ cell }}) like '%trillion%' then 12
        when lower({{ cell }}) like '%billion%' then 9
        when lower({{ cell }}) like '%million%' then 6
        when lower({{ cell }}) like '%thousand%' then 3
    end
{%- endmacro %}
