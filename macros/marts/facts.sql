{#
  The columns that every fact has: its keys, its value, where it comes from.

  Args:
    breakdown_keys: the further dimensions of this fact, if any.
#}
{% macro fact_columns(breakdown_keys=[]) -%}
    company_key,
        release_id,
        period_key,
        line_item_key,
        {%- for key in breakdown_keys %}
        {{ key }},
        {%- endfor %}
        scenario_key,
        accounting_standard,
        currency,
        value,
        unit,
        decimals,
        low,
        high,
        announced_on,
        published_at,
        superseded_at,
        is_latest,
        is_derived,
        derivation,
        figure_key,
        addend_figure_key,
        minuend_figure_key,
        subtrahend_figure_key,
        divisor_figure_key
{%- endmacro %}

{#
  The line items of a statement, of each company: those whose home it is, and
  those of other statements that the company's labels have there too, as the
  cash flow statement has net income.
#}
{% macro statement_line_items(statement) -%}
    select
        companies.company_key,
        line_items.line_item_key
    from {{ ref('companies') }} as companies
    cross join {{ ref('stg_reference__line_items') }} as line_items
    where line_items.statement = '{{ statement }}'
    union
    select
        company_key,
        line_item_key
    from {{ ref('stg_reference__labels') }}
    where statement = '{{ statement }}' and company_key is not null
{%- endmacro %}

{#
  The actual facts of a statement, of the whole company: its face, where nothing
  is there twice.

  Args:
    statement: the kind of statement.
    by_product: whether its rows are broken down by product.
#}
{% macro statement_facts(statement, by_product=false) -%}
with

statement_line_items as (
    {{ statement_line_items(statement) }}
),

final as (
    select
        {{ fact_columns(['product_key'] if by_product else []) }}
    from {{ ref('int_facts') }}
    where
        scenario_key = 'actual'
        and segment_key = 'total'
        {%- if not by_product %}
        and product_key = 'total'
        {%- endif %}
        and (company_key, line_item_key) in (
            select
                statement_line_items.company_key,
                statement_line_items.line_item_key
            from statement_line_items
        )
)

select * from final
{%- endmacro %}

{#
  What an amount of the whole company is broken down into: rows that add up to it.

  Args:
    breakdown: by what, `product` or `segment`.
    breakdown_keys: the dimensions of this fact.
    total_line_item_key: the amount, where the fact has only one.
#}
{% macro breakdown_facts(breakdown, breakdown_keys, total_line_item_key=none) -%}
with

final as (
    select
        {{ fact_columns(breakdown_keys) }}
    from {{ ref('int_breakdowns') }}
    where
        breakdown = '{{ breakdown }}'
        {%- if total_line_item_key %}
        and total_line_item_key = '{{ total_line_item_key }}'
        {%- endif %}
)

select * from final
{%- endmacro %}
