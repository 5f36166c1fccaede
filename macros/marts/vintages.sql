{#
  What a fact is about: amounts that agree in all of these columns are one fact.

  Args:
    without: columns to leave out.
#}
{% macro fact_identity(without=[]) %}
    {{- return([
        'company_key', 'accounting_standard', 'currency', 'period_key',
        'line_item_key', 'segment_key', 'product_key', 'scenario_key',
    ] | reject('in', without) | list) -}}
{% endmacro %}

{#
  That two relations have the same values in some columns, none of them null.

  Args:
    left, right: their aliases.
    columns: the columns.
#}
{% macro same(left, right, columns) -%}
    {%- for column in columns -%}
    {{ left }}.{{ column }} = {{ right }}.{{ column }}
    {%- if not loop.last %}
            and {% endif %}
    {%- endfor %}
{%- endmacro %}

{#
  Whether two figures are of one precision and one way of rounding: then they are
  the same only where they are the same number.

  Args:
    first, second: their aliases.
    value: the column of their value.
#}
{% macro are_rounded_alike(first, second, value='value') -%}
    (
        {{ first }}.{{ value }} - {{ first }}.low
        = {{ second }}.{{ value }} - {{ second }}.low
        and {{ first }}.high - {{ first }}.{{ value }}
        = {{ second }}.high - {{ second }}.{{ value }}
    )
{%- endmacro %}

{#
  Whether a version contradicts the one before: what they stand for has no value
  in common or, printed in one precision and rounded alike, they are two numbers.
#}
{% macro contradicts(later, earlier) -%}
    (
        {{ later }}.low > {{ earlier }}.high
        or {{ later }}.high < {{ earlier }}.low
        or (
            not {{ later }}.is_derived
            and not {{ earlier }}.is_derived
            and {{ are_rounded_alike(later, earlier) }}
            and {{ later }}.value <> {{ earlier }}.value
        )
    )
{%- endmacro %}

{#
  Whether a version replaces the one before, which was in force.

  Args:
    later, earlier: their aliases.
#}
{% macro replaces(later, earlier) -%}
    case
                    when {{ later }}.is_contradicted
                        <> {{ earlier }}.is_contradicted
                        then {{ earlier }}.is_contradicted
                    else
                        {{ contradicts(later, earlier) }}
                        -- An interval that is open at an end is not narrower.
                        or {{ later }}.high - {{ later }}.low
                        <= {{ earlier }}.high - {{ earlier }}.low + 0.0000001
                end
{%- endmacro %}

{#
  The versions of each fact in the order of their publication, and which one is
  in force after each: a version that contradicts the one in force replaces it,
  and so does one that agrees and is at least as precise. What agrees and is
  less precise does not. What its own release contradicts replaces nothing that
  is sound, and is replaced by whatever is sound. A fact of one version has
  nothing to decide. A whole query, with a recursion of its own: which version is
  in force depends on which one was, so no window tells it.

  Args:
    relation: the versions of facts, with version_number (a key of the relation),
      published_at, release_id, value, low, high, decimals, is_derived and
      is_contradicted.
    fact: the columns that tell one fact from another; none of them is null.
#}
{% macro versions_in_force(relation, fact) -%}
    with recursive

    repeated_facts as (
        select
            {{ fact | join(',\n            ') }},
            min(version_number) as fact_number
        from {{ relation }}
        group by {{ fact | join(', ') }}
        having count(*) > 1
    ),

    numbered as (
        select
            {{ relation }}.version_number,
            {{ relation }}.published_at,
            {{ relation }}.value,
            {{ relation }}.low,
            {{ relation }}.high,
            {{ relation }}.decimals,
            {{ relation }}.is_derived,
            {{ relation }}.is_contradicted,
            repeated_facts.fact_number,
            row_number() over (
                partition by repeated_facts.fact_number
                order by
                    {{ relation }}.published_at,
                    {{ relation }}.low - {{ relation }}.high,
                    {{ relation }}.release_id,
                    {{ relation }}.is_derived desc
            ) as vintage_number
        from {{ relation }}
        inner join repeated_facts
            on
            {{ same(relation, 'repeated_facts', fact) }}
    ),

    in_force as (
        select
            fact_number,
            vintage_number,
            vintage_number as in_force_number,
            version_number as in_force_version,
            false as is_restated
        from numbered
        where vintage_number = 1
        union all
        select
            later.fact_number,
            later.vintage_number,
            {%- for column, name in [
                ('vintage_number', 'in_force_number'),
                ('version_number', 'in_force_version'),
            ] %}
            case
                when {{ replaces('later', 'earlier') }} then later.{{ column }}
                else earlier.{{ column }}
            end as {{ name }},
            {%- endfor %}
            {{ contradicts('later', 'earlier') }}
            and {{ replaces('later', 'earlier') }} as is_restated
        from in_force
        inner join numbered as earlier
            on
                in_force.fact_number = earlier.fact_number
                and in_force.in_force_number = earlier.vintage_number
        inner join numbered as later
            on
                in_force.fact_number = later.fact_number
                and in_force.vintage_number + 1 = later.vintage_number
    ),

    judged as (
        select
            numbered.version_number,
            numbered.published_at,
            numbered.fact_number,
            numbered.vintage_number,
            in_force.is_restated,
            in_force.in_force_number = numbered.vintage_number as is_in_force,
            lag(in_force.in_force_version) over (
                partition by numbered.fact_number
                order by numbered.vintage_number
            ) as compared_version
        from numbered
        inner join in_force
            on
                numbered.fact_number = in_force.fact_number
                and numbered.vintage_number = in_force.vintage_number
    ),

    superseded as (
        select
            *,
            case
                when is_in_force
                    then min(published_at) filter (where is_in_force) over (
                        partition by fact_number
                        order by vintage_number
                        rows between 1 following and unbounded following
                    )
                else published_at
            end as superseded_at,
            max(published_at) filter (where is_restated) over (
                partition by fact_number
                order by vintage_number
                rows between unbounded preceding and current row
            ) as restated_at,
            min(published_at) filter (where is_restated) over (
                partition by fact_number
                order by vintage_number
                rows between 1 following and unbounded following
            ) as contradicted_at,
            min(published_at) over (partition by fact_number)
                as first_published_at
        from judged
    ),

    final as (
        select
            {{ relation }}.*,
            superseded.superseded_at,
            superseded.compared_version,
            superseded.restated_at,
            superseded.contradicted_at,
            coalesce(
                superseded.restated_at,
                superseded.first_published_at,
                {{ relation }}.published_at
            ) as stated_since,
            coalesce(superseded.vintage_number, 1) as vintage_number,
            coalesce(superseded.is_restated, false) as is_restated
        from {{ relation }}
        left join superseded
            on {{ relation }}.version_number = superseded.version_number
    )

    select * from final
{%- endmacro %}

{# Later than everything that is published. #}
{% macro last_moment() %}timestamp '9999-12-31 00:00:00'{% endmacro %}

{# Until when a version was in force; one that nothing superseded still is. #}
{% macro known_until(version) -%}
    coalesce({{ version }}.superseded_at, {{ last_moment() }})
{%- endmacro %}

{#
  Whether two or more versions were in force at the same time.

  Args:
    versions: their aliases.
#}
{% macro were_known_together(versions) -%}
    greatest(
        {%- for version in versions -%}
        {{ version }}.published_at{{ ', ' if not loop.last }}
        {%- endfor -%}
    ) < least(
        {%- for version in versions -%}
        {{ known_until(version) }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}

{#
  What says whether a fact may be compared with another: when its figures were
  last restated, when the oldest of them was printed, when one of them was
  restated after it, and since when it stands on its share basis.
#}
{% macro basis_columns() -%}
    {{- return(['basis_from', 'basis_printed_at', 'basis_until', 'stated_since'])
    -}}
{%- endmacro %}

{#
  What is carried from a fact to what is derived of it: whether it may be compared
  with another, and whether a release contradicts a figure behind it.
#}
{% macro carried_columns() -%}
    {{- return(basis_columns() + ['is_contradicted']) -}}
{%- endmacro %}

{# Earlier than everything that is published. #}
{% macro first_moment() %}timestamp '0001-01-01 00:00:00'{% endmacro %}

{#
  Whether versions belong together: none of them was restated since another was
  printed. Restated sales less what the costs were before are no profit.

  Args:
    versions: their aliases.
#}
{% macro are_of_one_basis(versions) -%}
    greatest(
        {%- for version in versions -%}
        coalesce({{ version }}.basis_from, {{ first_moment() }})
        {{- ', ' if not loop.last }}
        {%- endfor -%}
    ) <= least(
        {%- for version in versions -%}
        {{ version }}.basis_printed_at{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
        and greatest(
        {%- for version in versions -%}
        {{ version }}.published_at{{ ', ' if not loop.last }}
        {%- endfor -%}
    ) < least(
        {%- for version in versions -%}
        coalesce({{ version }}.basis_until, {{ last_moment() }})
        {{- ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}
