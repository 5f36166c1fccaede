select
    figures.release_id,
    figures.table_id,
    count(*) as figures,
    {%- for notice in [
        'identities', 'control_totals', 'one_reading', 'nothing',
    ] %}
    count(*) filter (where coverage.noticed_by = '{{ notice }}')
        as noticed_by_{{ notice }},
    {%- endfor %}
    count(*) filter (where coverage.identity_count = 0) as without_identity
from {{ ref('figure_coverage') }} as coverage
inner join {{ ref('fct_reported_figures') }} as figures
    on coverage.figure_key = figures.figure_key
group by 1, 2
order by 1, 2
