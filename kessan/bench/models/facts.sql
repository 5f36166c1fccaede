-- A row a printed figure that has a value. Its entity is the column of a
-- release; its concept is the printed line, and what is measured in it, at an
-- instant or in a duration.
with

printed as (
    select
        *,
        concat_ws('/', release_id, column_number) as entity,
        case when period_start is null then 'at' else 'in' end as kind
    from marts.fct_reported_figures
    where value is not null
),

final as (
    select
        figure_key,
        release_id,
        entity,
        concat_ws('/', entity, period_start, period_end) as context,
        concat_ws('.', table_id, line_number, measure, kind) as concept,
        period_start,
        period_end,
        unit,
        decimals,
        value
    from printed
    order by figure_key
)

select * from final
