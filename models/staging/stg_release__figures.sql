{{ config(materialized='view') }}

with

final as (
    select
        cells.statement,
        cells.release_id,
        cells.table_id,
        cells.line_number,
        cells.column_number,
        cells.source_line,
        cells.heading,
        cells.label,
        cells.printed_text,
        cells.unit,
        cells.scale,
        cells.concept,
        cells.members,
        cells.corrected_text,
        cells.mend_note,
        cells.period_start,
        cells.period_end,
        cells.measure,
        cells.comparison,
        cells.scenario,
        texts.is_dash,
        texts.is_not_given,
        texts.unit_in_text,
        texts.currency_in_text,
        texts.currency_word,
        texts.scale_in_text,
        texts.fraction_digits,
        texts.printed_number
    from {{ ref('stg_release__cells') }} as cells
    inner join {{ ref('stg_release__texts') }} as texts
        on cells.read_text = texts.read_text
    where texts.cell is not null
)

select * from final
