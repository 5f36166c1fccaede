-- What was keyed, totalled by column, beside the totals of a second reading of
-- the document. Values that changed lines show in the sum by source line, and
-- labels that changed show in their digest, where the second reading has them:
-- a person with a calculator has the number and the sum only. Totals that
-- nobody signs, or who keyed the rows, may be those of the rows: that is one
-- reading.
with

keyed_columns as (
    select
        release_id,
        table_id,
        column_number,
        stated_start,
        stated_end,
        measure,
        stated_unit,
        scale,
        scenario_key,
        count(printed_number) as figure_count,
        sum(printed_number) as total,
        sum(source_line * printed_number) as line_total,
        md5({{ dbt.listagg(
            'label_letters', "','", 'order by source_line, line_number'
        ) }}) as label_digest
    from {{ ref('int_placed_figures') }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

keyed_totals as (
    select
        *,
        {{ control_key(
            period_start='stated_start', period_end='stated_end',
            unit='stated_unit', scenario='scenario_key'
        ) }} as control_key
    from keyed_columns
),

second_reading as (
    select
        totals.*,
        coalesce(
            lower(totals.read_by) <> lower(coalesce(releases.read_by, '')),
            false
        ) as is_second_reading
    from {{ ref('stg_release__control_totals') }} as totals
    left join {{ ref('stg_release__releases') }} as releases
        on totals.release_id = releases.release_id
),

final as (
    select
        coalesce(keyed.control_key, recorded.control_key) as control_key,
        coalesce(keyed.release_id, recorded.release_id) as release_id,
        coalesce(keyed.table_id, recorded.table_id) as table_id,
        coalesce(keyed.column_number, recorded.column_number) as column_number,
        cast(keyed.figure_count as integer) as figure_count,
        recorded.figure_count as recorded_figure_count,
        cast(keyed.total as {{ figure_type() }}) as total,
        recorded.total as recorded_total,
        cast(keyed.line_total as {{ figure_type() }}) as line_total,
        recorded.line_total as recorded_line_total,
        keyed.label_digest,
        recorded.label_digest as recorded_label_digest,
        recorded.read_by,
        coalesce(recorded.is_second_reading, false) as is_second_reading,
        coalesce(
            keyed.figure_count = recorded.figure_count
            and keyed.total = recorded.total
            and (
                not recorded.has_line_total
                or keyed.line_total = recorded.line_total
            )
            and (
                recorded.label_digest is null
                or keyed.label_digest = recorded.label_digest
            ),
            false
        ) as is_equal
    from keyed_totals as keyed
    full outer join second_reading as recorded
        on keyed.control_key = recorded.control_key
)

select * from final
