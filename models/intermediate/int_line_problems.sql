-- Lines and cells that are there twice, or not at all.
{% set line = ['release_id', 'table_id', 'line_number'] %}
{% set cell = line + ['column_number'] %}

with

printed_lines as (
    select * from {{ ref('stg_release__lines') }}
),

cells as (
    select * from {{ ref('stg_release__cells') }}
),

blank_texts as (
    select read_text from {{ ref('stg_release__texts') }}
    where cell is null
),

stated_figures as (
    select * from cells
    where csv_name = 'figures'
),

-- Where the last number is not how many lines there are, or one is there twice.
misnumbered_tables as (
    select
        release_id,
        table_id
    from printed_lines
    group by 1, 2
    having count(line_number) <> max(line_number) or min(line_number) < 1
    union
    select
        release_id,
        table_id
    from printed_lines
    where {{ may_be_repeated(line, 'printed_lines') }}
),

misnumbered_lines as (
    select
        printed_lines.*,
        row_number() over (
            partition by
                {{ 'printed_lines.' ~ line | join(', printed_lines.') }}
            order by printed_lines.source_line
        ) as copy_number,
        lag(printed_lines.line_number, 1, 0) over (
            partition by printed_lines.release_id, printed_lines.table_id
            order by printed_lines.line_number, printed_lines.source_line
        ) as previous_line_number
    from printed_lines
    inner join misnumbered_tables as tables
        on {{ same('printed_lines', 'tables', ['release_id', 'table_id']) }}
),

copied_figures as (
    select
        *,
        row_number() over (
            partition by {{ cell | join(', ') }}
            order by source_line
        ) as copy_number
    from stated_figures
    where {{ may_be_repeated(cell, 'stated_figures') }}
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

duplicated_lines as (
    select
        {{ input_problem(
            'duplicated_line', "'each line_number once in its table'",
            'delete the line that the source does not print twice',
            figure='column_1',
        ) }}
    from misnumbered_lines
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
    from copied_figures
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
    from misnumbered_lines
    where line_number > previous_line_number + 1
),

specks as (
    select
        {{ input_problem(
            'unreadable_figure', "'a number as printed, or an empty cell'",
            'mend the cell from an identity and say so in mend_note',
            figure='printed_text', relation='cells',
        ) }}
    from cells
    left join blank_texts on cells.read_text = blank_texts.read_text
    where
        (cells.read_text is null or blank_texts.read_text is not null)
        and trim(regexp_replace(cells.printed_text, '<[^>]*>', ' ', 'g')) <> ''
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
    union all
    select
        release_id,
        table_id,
        title as heading,
        0 as line_number
    from {{ ref('stg_release__printed_tables') }}
),

unknown_headings as (
    select
        {{ input_problem(
            'unknown_heading',
            "'a line above with this heading as its label, or the title of '
            || 'the table: ' || printed_lines.heading",
            'correct the heading, or the label or title that it repeats',
            relation='printed_lines',
        ) }}
    from printed_lines
    where
        heading <> ''
        and not exists (
            select 1 from headings
            where
                {{ same('printed_lines', 'headings', [
                    'release_id', 'table_id', 'heading',
                ]) }}
                and printed_lines.line_number > headings.line_number
        )
),

filled_lines as (
    select distinct
        release_id,
        table_id,
        line_number
    from cells
),

filled_labels as (
    select distinct
        printed_lines.release_id,
        printed_lines.table_id,
        printed_lines.label
    from printed_lines
    inner join filled_lines
        on {{ same('printed_lines', 'filled_lines', line) }}
),

used_headings as (
    select distinct
        release_id,
        table_id,
        heading
    from printed_lines
),

-- A line without figures that heads nothing has a label of its own: where it
-- was replaced by that of another line, no figure says so.
repeated_labels as (
    select
        {{ input_problem(
            'repeated_label',
            "'another label than that of a line with figures'",
            'correct the label, or delete the line that is there twice',
            relation='printed_lines',
        ) }}
    from printed_lines
    inner join filled_labels
        on
            {{ same('printed_lines', 'filled_labels', [
                'release_id', 'table_id', 'label',
            ]) }}
    left join filled_lines
        on {{ same('printed_lines', 'filled_lines', line) }}
    left join used_headings
        on
            printed_lines.release_id = used_headings.release_id
            and printed_lines.table_id = used_headings.table_id
            and printed_lines.label = used_headings.heading
    where
        filled_lines.line_number is null
        and used_headings.heading is null
        -- A tag says what the line is.
        and printed_lines.concept is null
),

calculated_lines as (
    select
        release_id,
        table_id,
        total_line as line_number
    from {{ ref('stg_release__calculations') }}
    union
    select
        release_id,
        table_id,
        part_line as line_number
    from {{ ref('stg_release__calculations') }}
),

-- A line that is lost takes its number from the last one, which may be a total.
unprinted_lines as (
    select
        printed_tables.statement,
        calculated.*,
        cast(null as integer) as source_line,
        cast('' as varchar) as label
    from calculated_lines as calculated
    inner join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            calculated.release_id = printed_tables.release_id
            and calculated.table_id = printed_tables.table_id
    left join addressed
        on
            calculated.release_id = addressed.release_id
            and calculated.table_id = addressed.table_id
            and calculated.line_number = addressed.line_number
    where addressed.line_number is null
),

lost_lines as (
    select
        {{ input_problem(
            'lost_line', "'the line that calculations.csv names'",
            'key the line that is missing, or correct calculations.csv',
        ) }}
    from unprinted_lines
),

final as (
    {{- union_all([
        'duplicated_lines', 'duplicated_figures', 'missing_lines', 'specks',
        'unnumbered_lines', 'unknown_headings', 'repeated_labels', 'lost_lines',
    ]) }}
)

select * from final
