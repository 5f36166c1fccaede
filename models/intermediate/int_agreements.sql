-- Every figure that a release prints more than once, beside the most precise
-- one of the same fact.
with

figures as (
    select
        *,
        cast(
            case when is_negated then -value else value end
            as {{ figure_type() }}
        ) as face_value,
        {{ half_unit('decimals') }} as half_unit,
        row_number() over fact as preference,
        first_value(figure_key) over fact as preferred_figure_key
    from {{ ref('int_figures') }}
    window fact as (
        partition by
            release_id, period_key, line_item_key, segment_key, service_key,
            scenario_key, measure, comparison
        order by
            decimals desc, section desc, is_negated asc, table_order asc,
            line_number asc, column_number asc
    )
),

final as (
    select
        'agree_reported_twice' as identity_id,
        figures.release_id,
        figures.figure_key as subject,
        figures.table_id,
        figures.column_number,
        figures.period_key,
        figures.face_value as left_value,
        preferred.face_value as right_value,
        cast(figures.half_unit + preferred.half_unit as decimal(24, 5))
            as tolerance
    from figures
    inner join figures as preferred
        on figures.preferred_figure_key = preferred.figure_key
    where figures.preference > 1
)

select * from final
