select
    results.release_id,
    results.kind,
    count(distinct results.identity_id) as identities,
    count(*) as evaluations,
    {%- for status in [
        'exact', 'within_rounding', 'excepted', 'incomplete', 'violated'
    ] %}
    count(*) filter (where results.status = '{{ status }}') as {{ status }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ ref('identity_results') }} as results
group by 1, 2
order by 1, 2
