with

cells as (
    select
        *,
        {{ clean_cell('read_text') }} as cell
    from {{ ref('stg_release__cells') }}
),

read_cells as (
    select
        *,
        {{ is_figure('cell') }} as is_figure,
        {{ is_dash('cell') }} as is_dash,
        {{ is_negative('cell') }} as is_negative,
        {{ digits('cell') }} as digits
    from cells
    where cell is not null
),

final as (
    select
        statement,
        release_id,
        table_id,
        line_number,
        column_number,
        source_line,
        heading,
        label,
        printed_text,
        corrected_text,
        mend_note,
        proven_by,
        period_start,
        period_end,
        measure,
        comparison,
        scenario,
        {{ unit_in_text('cell') }} as unit_in_text,
        {{ scale_in_text('cell') }} as scale_in_text,
        cast({{ fraction_digits('digits') }} as integer) as fraction_digits,
        case
            when is_figure and not is_dash and is_negative
                then -{{ dbt.safe_cast('digits', figure_type()) }}
            when is_figure then {{ dbt.safe_cast('digits', figure_type()) }}
        end as printed_number
    from read_cells
)

select * from final
