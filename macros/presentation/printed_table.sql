{#
  A printed table as it was printed: its lines in order, its labels indented,
  its figures in the printed scale, a column for each printed column. The unit and
  the scale of a line are those of its amounts: a percentage beside them, or a
  number per share, is named by its column.

  Args:
    table_id: the table of the release, as in printed_tables.csv.
    columns: a name for each printed column, from left to right.
#}
{% macro printed_table(table_id, columns) -%}
with

printed_lines as (
    select * from {{ ref('printed_lines') }}
    where table_id = '{{ table_id }}'
),

figures as (
    select
        *,
        {{ in_printed_scale('value', 'scale') }} as printed_value,
        row_number() over (
            partition by release_id, line_number
            order by case when unit = 'percent' then 1 else 0 end, column_number
        ) as place
    from {{ ref('fct_reported_figures') }}
    where table_id = '{{ table_id }}'
),

final as (
    select
        printed_lines.release_id,
        printed_lines.line_number,
        printed_lines.source_line,
        printed_lines.indented_label as label,
        max(case when figures.place = 1 then figures.unit end) as unit,
        max(case when figures.place = 1 then figures.scale end) as scale
        {%- for column in columns %},
        max(
            case
                when figures.column_number = {{ loop.index }}
                    then figures.printed_value
            end
        ) as {{ column }}
        {%- endfor %}
    from printed_lines
    left join figures
        on
            printed_lines.release_id = figures.release_id
            and printed_lines.line_number = figures.line_number
    group by 1, 2, 3, 4
)

select * from final
order by release_id, line_number
{%- endmacro %}
