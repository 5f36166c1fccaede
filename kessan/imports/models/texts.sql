-- The cells as text, in the scale and with the places that their table prints.
-- All is counted in whole units of the eighth place, so that nothing is
-- divided.
with

counted as (
    select
        cells.release_id,
        cells.table_id,
        cells.line_number,
        cells.column_number,
        cells.measured_in,
        cells.uom,
        scales.scale,
        scales.places,
        cells.value < 0 as is_negative,
        cast(
            replace(cast(abs(cells.value) as varchar), '.', '') as hugeint
        ) * case
            when cells.measured_in = 'percent' then 100 else 1
        end as eighth_places,
        cast(power(10, scales.scale + 8) as hugeint) as divisor
    from cells
    inner join scales
        on
            cells.release_id = scales.release_id
            and cells.table_id = scales.table_id
            and cells.measured_in = scales.measured_in
),

written as (
    select
        *,
        format('{:,}', cast(eighth_places // divisor as bigint)) || case
            when places > 0
                then
                    '.' || left(lpad(
                        cast(eighth_places % divisor as varchar), 8, '0'
                    ), places)
            else ''
        end as text
    from counted
),

final as (
    select
        release_id,
        table_id,
        line_number,
        column_number,
        measured_in,
        uom,
        scale,
        case when is_negative then '(' || text || ')' else text end as text
    from written
)

select * from final
