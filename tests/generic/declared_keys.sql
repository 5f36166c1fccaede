{% test declared_keys(model) %}
{#
  The keys that the model's contract declares hold: its primary key is there
  once and never null, each foreign key is null or found in its dimension.
  Fails with a row for every duplicated key and every row with a lost one.
  Primary keys of releases that are kept are not counted again.
#}
{% if execute %}
{% set node = graph.nodes.values()
    | selectattr('resource_type', 'equalto', 'model')
    | selectattr('name', 'equalto', model.identifier)
    | first %}
{% set primary_keys = [] %}
{% set foreign_keys = [] %}
{% for constraint in node.constraints if constraint.type == 'primary_key' %}
    {% do primary_keys.append(constraint.columns) %}
{% endfor %}
{% for column in node.columns.values() %}
    {% for constraint in column.constraints %}
        {% if constraint.type == 'primary_key' %}
            {% do primary_keys.append([column.name]) %}
        {% elif constraint.type == 'foreign_key' %}
            {% do foreign_keys.append((column.name, constraint)) %}
        {% endif %}
    {% endfor %}
{% endfor %}
{% if primary_keys | length != 1 %}
    {{ exceptions.raise_compiler_error(
        model.identifier ~ ' needs exactly one primary key in its contract'
    ) }}
{% endif %}
{% set primary_key = primary_keys[0] %}

select
    'primary key' as declared_key,
    concat_ws(' ', {{ primary_key | join(', ') }}) as key_value,
    count(*) as row_count
from {{ model }}
where {{ is_taken_in(node.columns) }}
group by {{ primary_key | join(', ') }}
having
    count(*) > 1
    {%- for column in primary_key %}
    or {{ column }} is null
    {%- endfor %}
{% for column, constraint in foreign_keys %}
{% set dimension = graph.nodes.values()
    | selectattr('resource_type', 'equalto', 'model')
    | selectattr('name', 'equalto', modules.re.findall('\\w+', constraint.to)[-1])
    | first %}
union all
select
    '{{ column }}' as declared_key,
    cast({{ column }} as varchar) as key_value,
    count(*) as row_count
from {{ model }} as referring_rows
where
    {{ column }} is not null
    and not exists (
        select 1 from {{ dimension.schema }}.{{ dimension.name }} as dimension
        where
            dimension.{{ constraint.to_columns[0] }}
            = referring_rows.{{ column }}
    )
group by 2
{% endfor %}
{% endif %}
{% endtest %}
