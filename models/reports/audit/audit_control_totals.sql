select
    release_id,
    table_id,
    count(*) as totals,
    cast(sum(recorded_figure_count) as bigint) as recorded_figures,
    cast(sum(figure_count) as bigint) as figures,
    count(*) filter (where is_second_reading) as second_readings,
    count(*) filter (where not is_equal) as unequal
from {{ ref('control_results') }}
group by 1, 2
order by 1, 2
