{%- set statements = [
    'operating_results', 'segment_information', 'revenue_breakdown',
    'contracts', 'reconciliations', 'balance_sheet', 'income_statement',
    'per_share', 'comprehensive_income', 'cash_flow',
] -%}
{%- set columns = ['column_1', 'column_2', 'column_3'] -%}

with

printed_lines as (
    {%- for statement in statements %}
    select
        '{{ statement }}' as statement,
        release_id,
        table_id,
        line_number,
        source_line,
        indent,
        heading,
        label,
        {{ columns | join(',\n        ') }},
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
        {{ columns | join(',\n        ') }},
        mend_note,
        proven_by
    from printed_lines
)

select * from final
