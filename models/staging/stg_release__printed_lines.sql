{%- set statements = {
    'operating_results': 3,
    'segment_information': 2,
    'revenue_breakdown': 3,
    'contracts': 3,
    'reconciliations': 2,
    'balance_sheet': 2,
    'income_statement': 2,
    'per_share': 2,
    'comprehensive_income': 2,
    'cash_flow': 2,
} -%}
{%- set most_columns = statements.values() | max -%}

with

printed_lines as (
    {%- for statement, columns in statements.items() %}
    select
        '{{ statement }}' as statement,
        release_id,
        table_id,
        line_number,
        source_line,
        indent,
        heading,
        label,
        {%- for n in range(1, most_columns + 1) %}
        {{ 'column_%d' % n if n <= columns else 'null' }} as column_{{ n }},
        {%- endfor %}
        mend_note,
        proven_by
    from {{ ref(statement) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        statement,
        release_id,
        table_id,
        {{ dbt.safe_cast('line_number', 'integer') }} as line_number,
        {{ dbt.safe_cast('source_line', 'integer') }} as source_line,
        coalesce({{ dbt.safe_cast('indent', 'integer') }}, 0) as indent,
        coalesce(heading, '') as heading,
        coalesce(label, '') as label,
        {%- for n in range(1, most_columns + 1) %}
        column_{{ n }},
        {%- endfor %}
        mend_note,
        proven_by
    from printed_lines
)

select * from final
