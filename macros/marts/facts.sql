{#
  The columns that every fact has: its keys, its value, where it comes from.

  Args:
    breakdown_keys: the further dimensions of this fact, if any.
#}
{% macro fact_columns(breakdown_keys=[]) -%}
    company_key,
        release_id as release_key,
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
  The line items of a statement: those whose home it is, and those of other
  statements that it prints too, as the cash flow statement does net income.
#}
{% macro statement_line_items(statement) -%}
    select line_item_key from {{ ref('stg_reference__line_items') }}
    where statement = '{{ statement }}'
    union
    select line_item_key from {{ ref('stg_reference__labels') }}
    where statement = '{{ statement }}'
{%- endmacro %}

{#
  The consolidated, actual facts of a statement.

  Args:
    statement: the kind of statement.
    by_service: whether its rows are broken down by service line.
#}
{% macro statement_facts(statement, by_service=false) -%}
with

statement_line_items as (
    {{ statement_line_items(statement) }}
),

final as (
    select
        {{ fact_columns(['service_key'] if by_service else []) }}
    from {{ ref('int_facts') }}
    where
        scenario_key = 'actual'
        and segment_key = 'total'
        {%- if not by_service %}
        and service_key = 'total'
        {%- endif %}
        and line_item_key in (
            select statement_line_items.line_item_key
            from statement_line_items
        )
)

select * from final
{%- endmacro %}

{# A consolidated line item with all that it is broken down into. #}
{% macro breakdown_facts(total_line_item_key) -%}
with

final as (
    select
        breakdown,
        is_part,
        {{ fact_columns(['segment_key', 'service_key']) }}
    from {{ ref('int_breakdowns') }}
    where total_line_item_key = '{{ total_line_item_key }}'
)

select * from final
{%- endmacro %}
