-- What stands for the lines of a calculation in each column of its table: the
-- total, and the lines that add up to it, as they are printed. A blank cell
-- adds nothing, nor does a dash of a line that is not counted in the unit of
-- its column; a cell that cannot be read is a part that is missing.
with

identities as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'calculation'
),

calculations as (
    select * from {{ ref('stg_release__calculations') }}
),

calculated_lines as (
    select
        release_id,
        table_id,
        total_line,
        total_line as line_number,
        'left' as side,
        1 as weight
    from calculations
    group by 1, 2, 3
    union all
    select
        release_id,
        table_id,
        total_line,
        part_line as line_number,
        'right' as side,
        weight
    from calculations
),

figures as (
    select
        *,
        case when is_negated then -high else low end as printed_low,
        case when is_negated then -low else high end as printed_high
    from {{ ref('int_placed_figures') }}
    where is_understood
),

columns as (
    select
        release_id,
        table_id,
        column_number
    from {{ ref('stg_release__column_headings') }}
    where measure = 'amount'
),

cells as (
    select
        lines.release_id,
        lines.table_id,
        lines.total_line,
        lines.line_number,
        lines.side,
        lines.weight,
        columns.column_number,
        cells.printed_text is not null
        and figures.figure_number is null as is_filled
    from calculated_lines as lines
    inner join columns
        on
            lines.release_id = columns.release_id
            and lines.table_id = columns.table_id
    left join {{ ref('stg_release__cells') }} as cells
        on
            lines.release_id = cells.release_id
            and lines.table_id = cells.table_id
            and lines.line_number = cells.line_number
            and columns.column_number = cells.column_number
    left join figures
        on
            {{ same('cells', 'figures', [
                'release_id', 'table_id', 'line_number', 'column_number',
            ]) }}
            and figures.missing_reason = 'not_meaningful'
),

-- A total is expected wherever one of its parts is printed.
terms as (
    select
        identities.identity_id,
        cells.*,
        true as is_required,
        count(*) filter (where cells.is_filled or cells.side = 'left')
            over evaluation as required_count
    from cells
    inner join identities on cells.side = identities.side
    window evaluation as (
        partition by
            cells.release_id, cells.table_id, cells.total_line,
            cells.column_number
    )
),

final as (
    select
        terms.identity_id,
        terms.release_id,
        terms.table_id || '/' || terms.total_line || '/' || terms.column_number
            as subject,
        terms.table_id,
        terms.column_number,
        figures.period_key,
        terms.side,
        terms.weight,
        terms.is_required,
        terms.required_count,
        true as is_begun,
        figures.figure_key,
        cast(null as varchar) as growth_figure_key,
        figures.value,
        figures.printed_low as low,
        figures.printed_high as high,
        figures.is_exact
    from terms
    inner join figures
        on
            terms.release_id = figures.release_id
            and terms.table_id = figures.table_id
            and terms.line_number = figures.line_number
            and terms.column_number = figures.column_number
    where figures.missing_reason is null
)

select * from final
