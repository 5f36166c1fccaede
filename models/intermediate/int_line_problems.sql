-- Lines and cells that are there twice, or not at all.
with

printed_lines as (
    select
        *,
        row_number() over (
            partition by release_id, table_id, line_number
            order by source_line
        ) as copy_number,
        lag(line_number, 1, 0) over (
            partition by release_id, table_id
            order by line_number, source_line
        ) as previous_line_number
    from {{ ref('stg_release__lines') }}
),

cells as (
    select
        cells.*,
        texts.cell
    from {{ ref('stg_release__cells') }} as cells
    left join {{ ref('stg_release__texts') }} as texts
        on cells.read_text = texts.read_text
),

stated_figures as (
    select
        *,
        row_number() over (
            partition by release_id, table_id, line_number, column_number
            order by source_line
        ) as copy_number
    from cells
    where csv_name = 'figures'
),

line_figures as (
    select
        printed_lines.release_id,
        printed_lines.table_id,
        printed_lines.line_number,
        printed_lines.source_line,
        count(cells.cell) as figure_count
    from printed_lines
    left join cells
        on
            printed_lines.release_id = cells.release_id
            and printed_lines.table_id = cells.table_id
            and printed_lines.line_number = cells.line_number
            and printed_lines.source_line = cells.source_line
    group by 1, 2, 3, 4
),

addressed as (
    select
        statement,
        release_id,
        table_id,
        line_number,
        1 as column_number,
        source_line,
        label,
        column_1 as printed_text
    from printed_lines
    union all
    select
        statement,
        release_id,
        table_id,
        line_number,
        column_number,
        source_line,
        label,
        printed_text
    from stated_figures
),

column_counts as (
    select
        release_id,
        table_id,
        count(*) as column_count
    from {{ ref('stg_release__column_headings') }}
    group by 1, 2
),

duplicated_lines as (
    select
        {{ input_problem(
            'duplicated_line', "'each line_number once in its table'",
            'delete the line that the source does not print twice',
            figure='column_1',
        ) }}
    from printed_lines
    where copy_number > 1
),

duplicated_figures as (
    select
        {{ input_problem(
            'duplicated_line',
            "'each line_number and column_number once in its table'",
            'delete the row that the source does not print twice',
            figure='printed_text',
        ) }}
    from stated_figures
    where copy_number > 1
),

missing_lines as (
    select
        {{ input_problem(
            'missing_line',
            "'line ' || (previous_line_number + 1) || ' before this one'",
            'key the missing line from the source',
            figure='column_1',
        ) }}
    from printed_lines
    where line_number > previous_line_number + 1
),

specks as (
    select
        {{ input_problem(
            'unreadable_figure', "'a number as printed, or an empty cell'",
            'mend the cell from an identity and say so in mend_note',
            figure='printed_text',
        ) }}
    from cells
    where
        cell is null
        and trim(regexp_replace(printed_text, '<[^>]*>', ' ', 'g')) <> ''
),

unnumbered_lines as (
    select
        {{ input_problem(
            'unnumbered_line',
            "'whole numbers as line_number, column_number and source_line'",
            'number the line as printed',
            figure='printed_text',
        ) }}
    from addressed
    where
        line_number is null or column_number is null or source_line is null
),

headings as (
    select
        release_id,
        table_id,
        label as heading,
        min(line_number) as line_number
    from printed_lines
    group by 1, 2, 3
),

named_headings as (
    select
        release_id,
        table_id,
        heading,
        max(line_number) as last_line_number
    from printed_lines
    where heading <> ''
    group by 1, 2, 3
),

unknown_headings as (
    select
        {{ input_problem(
            'unknown_heading',
            "'a line above with this heading as its label: '
            || printed_lines.heading",
            'correct the heading, or the label of the line that it repeats',
            relation='printed_lines',
        ) }}
    from printed_lines
    left join headings
        on
            printed_lines.release_id = headings.release_id
            and printed_lines.table_id = headings.table_id
            and printed_lines.heading = headings.heading
            and printed_lines.line_number > headings.line_number
    where printed_lines.heading <> '' and headings.heading is null
),

-- A line has a figure in every column of its table or, as a heading, in none.
-- What lines below name as their heading is one, whatever its words mean where
-- they have figures.
empty_cells as (
    select
        {{ input_problem(
            'empty_cell',
            "column_counts.column_count || ' figures, not '
            || line_figures.figure_count",
            'key the figure; a printed dash is keyed as -',
            figure='printed_lines.column_1', relation='printed_lines',
        ) }}
    from printed_lines
    inner join column_counts
        on
            printed_lines.release_id = column_counts.release_id
            and printed_lines.table_id = column_counts.table_id
    inner join line_figures
        on
            printed_lines.release_id = line_figures.release_id
            and printed_lines.table_id = line_figures.table_id
            and printed_lines.line_number = line_figures.line_number
            and printed_lines.source_line = line_figures.source_line
    left join {{ ref('stg_release__releases') }} as releases
        on printed_lines.release_id = releases.release_id
    left join {{ ref('int_label_meanings') }} as labels
        on
            releases.company_key = labels.company_key
            and printed_lines.statement = labels.statement
            and printed_lines.heading = labels.heading
            and printed_lines.label = labels.label
    left join named_headings
        on
            printed_lines.release_id = named_headings.release_id
            and printed_lines.table_id = named_headings.table_id
            and printed_lines.label = named_headings.heading
            and printed_lines.line_number < named_headings.last_line_number
    where
        line_figures.figure_count < column_counts.column_count
        and (
            line_figures.figure_count > 0
            or (
                labels.line_item_key is not null
                and named_headings.heading is null
            )
        )
),

final as (
    {{- union_all([
        'duplicated_lines', 'duplicated_figures', 'missing_lines', 'specks',
        'unnumbered_lines', 'unknown_headings', 'empty_cells',
    ]) }}
)

select * from final
