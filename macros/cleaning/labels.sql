{# What a line stands below: its heading, or else the title of its table. #}
{% macro heading_or_title(row, printed_table) -%}
    coalesce(nullif({{ row }}.heading, ''), {{ printed_table }}.title, '')
{%- endmacro %}

{#
  Whether a row of int_label_meanings is what the label of a printed row means.

  Args:
    row: of the lines or cells of a release.
    printed_table: that it stands in.
    release: that it is of.
    meaning: the row of int_label_meanings.
#}
{% macro is_meaning_of(row, printed_table, release, meaning) -%}
    {{ release }}.company_key = {{ meaning }}.company_key
            and {{ row }}.statement = {{ meaning }}.statement
            and {{ row }}.heading = {{ meaning }}.heading
            and {{ heading_or_title(row, printed_table) }} = {{ meaning }}.below
            and {{ row }}.label = {{ meaning }}.label
            and coalesce({{ row }}.concept, '') = {{ meaning }}.concept
{%- endmacro %}

{#
  Whether a line of money stands in a column of shares. A statement of changes in
  equity has such columns; elsewhere a unit that does not fit is a mistake.
#}
{% macro is_counted_in_shares(statement, unit, line_item_unit) -%}
    coalesce(
            {{ statement }} = 'changes_in_equity'
            and {{ unit }} = 'shares'
            and {{ line_item_unit }} = 'currency',
            false
        )
{%- endmacro %}

{# What a label stands for, in one text: the key of a candidate for it. #}
{% macro meaning_key() -%}
    line_item_key || '/' || segment_key || '/' || product_key
        || coalesce('/' || balance_at, '')
{%- endmacro %}

{# A text as the cell of a CSV. #}
{% macro csv_cell(text) -%}
    case
        when {{ matches(text, '[,"]') }}
            then '"' || replace({{ text }}, '"', '""') || '"'
        else {{ text }}
    end
{%- endmacro %}

{#
  The words of a label that say what it stands for, to find another wording of it:
  without signs, units, short words and the company's name, in the singular. It is
  for proposals only.

  Args:
    text: a label, or its key.
    company: the relation of the company that prints it, or of none.
#}
{% macro label_words(text, company) -%}
    {%- set words = spaced_words(
        "regexp_replace(regexp_replace(replace(lower(" ~ text ~ "), 'non-', "
        ~ "'non'), ' net of .*[{]amount[}].*$', ' net', 'g'), "
        ~ "'[(](increase|decrease|loss|losses|jpy|yen|usd|shares|adss?"
        ~ "|adjustment)[)]', ' ', 'g')"
    ) -%}
    {%- set names = {} -%}
    {%- for column in ['label', 'short_label'] -%}
        {%- do names.update({
            column: "coalesce(" ~ spaced_words(company ~ '.' ~ column)
            ~ ", 'none')"
        }) -%}
    {%- endfor -%}
    trim(regexp_replace(regexp_replace(regexp_replace(
        replace(replace({{ words }}, {{ names.label }}, ' '),
        {{ names.short_label }}, ' '),
        ' (increase|decrease|in|of|the|and|for|to|an?|by|from|on|parent'
        || '|owners?|company) ', ' ', 'g'), 's ', ' ', 'g'), ' +', ' ', 'g'))
{%- endmacro %}

{# The words and numbers of a text in lower case, with two blanks between. #}
{% macro spaced_words(text) -%}
    regexp_replace(' ' || lower({{ text }}) || ' ', '[^a-z0-9]+', '  ', 'g')
{%- endmacro %}
