select
    release_id,
    kind,
    count(distinct identity_id) as identities,
    count(*) as evaluations,
    {%- for status in [
        'exact', 'within_rounding', 'excepted', 'incomplete', 'violated'
    ] %}
count(*) filter (where status = '{{ status }}') as {{ status }}
{{- ',' if not loop.last }}
{%- endfor %}
from {{ ref('identity_results') }}
group by 1, 2
order by 1, 2
