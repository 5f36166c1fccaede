-- The lines in the columns of lines.csv. What is not counted in the money of
-- its release says what it is counted in.
with

units as (
    select
        texts.*,
        case texts.measured_in
            when 'per_share' then filings.currency || '_per_share'
            when 'money' then nullif(texts.uom, filings.currency)
            else texts.measured_in
        end as unit
    from texts
    inner join filings on texts.release_id = filings.release_id
),

cells as (
    select
        release_id,
        table_id,
        line_number,
        max(unit) as unit,
        max(case when measured_in <> 'money' then scale end) as scale,
        max(text) filter (where column_number = 1) as column_1,
        max(text) filter (where column_number = 2) as column_2,
        max(text) filter (where column_number = 3) as column_3,
        max(text) filter (where column_number = 4) as column_4,
        max(text) filter (where column_number = 5) as column_5,
        max(text) filter (where column_number = 6) as column_6,
        max(text) filter (where column_number = 7) as column_7,
        max(text) filter (where column_number = 8) as column_8,
        max(text) filter (where column_number = 9) as column_9,
        max(text) filter (where column_number = 10) as column_10,
        max(text) filter (where column_number = 11) as column_11,
        max(text) filter (where column_number = 12) as column_12,
        max(text) filter (where column_number = 13) as column_13,
        max(text) filter (where column_number = 14) as column_14,
        max(text) filter (where column_number = 15) as column_15,
        max(text) filter (where column_number = 16) as column_16
    from units
    group by 1, 2, 3
),

final as (
    select
        lines.release_id,
        lines.table_id,
        cast(lines.line_number as varchar) as line_number,
        cast(lines.source_line as varchar) as source_line,
        cast(null as varchar) as indent,
        cast(null as varchar) as heading,
        lines.label,
        cells.unit,
        cast(cells.scale as varchar) as scale,
        lines.concept,
        lines.members,
        cells.column_1,
        cells.column_2,
        cells.column_3,
        cells.column_4,
        cells.column_5,
        cells.column_6,
        cells.column_7,
        cells.column_8,
        cells.column_9,
        cells.column_10,
        cells.column_11,
        cells.column_12,
        cells.column_13,
        cells.column_14,
        cells.column_15,
        cells.column_16,
        cast(null as varchar) as mend_note,
        cast(null as varchar) as proven_by
    from printed_lines as lines
    inner join tables
        on
            lines.release_id = tables.release_id
            and lines.table_id = tables.table_id
    left join cells
        on
            lines.release_id = cells.release_id
            and lines.table_id = cells.table_id
            and lines.line_number = cells.line_number
)

select * from final
