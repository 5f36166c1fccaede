{%- set columns = [] -%}
{%- for n in range(1, 17) %}{% do columns.append('column_' ~ n) %}{% endfor -%}

with

final as (
    select
        printed_tables.statement,
        lines.release_id,
        lines.table_id,
        {{ dbt.safe_cast('lines.line_number', 'integer') }} as line_number,
        {{ dbt.safe_cast('lines.source_line', 'integer') }} as source_line,
        coalesce({{ dbt.safe_cast('lines.indent', 'integer') }}, 0) as indent,
        coalesce(lines.heading, '') as heading,
        coalesce(lines.label, '') as label,
        lines.unit,
        {{ dbt.safe_cast('lines.scale', 'integer') }} as scale,
        lines.concept,
        lines.members,
        {%- for column in columns %}
        lines.{{ column }},
        {%- endfor %}
        lines.mend_note,
        lines.proven_by
    from {{ ref('lines') }} as lines
    left join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            lines.release_id = printed_tables.release_id
            and lines.table_id = printed_tables.table_id
)

select * from final
