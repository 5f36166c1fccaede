{#
  The figures that a derived fact may be made of, by their part in it, each with
  its weight; a divisor has none.
#}
{% macro figure_parts() -%}
    {{- return({
        'addend': 1, 'minuend': 1, 'addend_2': 1, 'addend_3': 1,
        'subtrahend': -1, 'subtrahend_2': -1, 'subtrahend_3': -1,
        'subtrahend_4': -1, 'divisor': none,
    }) -}}
{%- endmacro %}

{# The figures of a relation that has a column for each part, but the divisor. #}
{% macro figure_keys_of(relation) -%}
    {%- set keys = {} -%}
    {%- for part, weight in figure_parts().items() if weight is not none -%}
        {%- do keys.update({part: relation ~ '.' ~ part ~ '_figure_key'}) -%}
    {%- endfor -%}
    {{- return(keys) -}}
{%- endmacro %}

{#
  Which release makes a derived fact known, since when and until when, and on
  which basis: it is known with the last of what it is computed from, until the
  first of that is superseded. The first columns of a derived fact.

  Args:
    operands: the aliases of what it is computed from.
    share_basis_of: the alias that says on which shares it counts; else the last.
#}
{% macro known_with(operands, share_basis_of=none) -%}
    {%- set aliases = operands | list -%}
    case
            {%- for this in aliases %}
            when
                {%- for other in aliases if other != this %}
                ({{ this }}.published_at, {{ this }}.release_id)
                >= ({{ other }}.published_at, {{ other }}.release_id)
                {{- ' and' if not loop.last }}
                {%- else %} true
                {%- endfor %}
                then {{ this }}.release_id
            {%- endfor %}
        end as release_id,
        greatest(
            {%- for this in aliases -%}
            {{ this }}.published_at{{ ', ' if not loop.last }}
            {%- endfor -%}
        ) as published_at,
        nullif(
            least(
                {%- for this in aliases -%}
                {{ known_until(this) }}{{ ', ' if not loop.last }}
                {%- endfor -%}
            ), {{ last_moment() }}
        ) as superseded_at,
        nullif(
            greatest(
                {%- for this in aliases -%}
                coalesce({{ this }}.basis_from, {{ first_moment() }})
                {{- ', ' if not loop.last }}
                {%- endfor -%}
            ), {{ first_moment() }}
        ) as basis_from,
        least(
            {%- for this in aliases -%}
            {{ this }}.basis_printed_at{{ ', ' if not loop.last }}
            {%- endfor -%}
        ) as basis_printed_at,
        nullif(
            least(
                {%- for this in aliases -%}
                coalesce({{ this }}.basis_until, {{ last_moment() }})
                {{- ', ' if not loop.last }}
                {%- endfor -%}
            ), {{ last_moment() }}
        ) as basis_until,
        greatest(
            {%- for this in ([share_basis_of] if share_basis_of else aliases) -%}
            {{ this }}.stated_since{{ ', ' if not loop.last }}
            {%- endfor -%}
        ) as stated_since,
        {% for this in aliases -%}
        {{ this }}.is_contradicted{{ '
        or ' if not loop.last }}
        {%- endfor %} as is_contradicted
{%- endmacro %}

{#
  What a derived fact is about: that of another one, but for its period and, where
  it is another, its line item. They follow known_with.

  Args:
    of: the alias of the other one.
    period_start, period_end: the period of the fact (SQL).
    line_item_key: the line item of the fact (SQL); else that of the other one.
#}
{% macro about_as(of, period_start, period_end, line_item_key=none) -%}
    {{ of }}.company_key,
        {{ of }}.accounting_standard,
        {{ of }}.currency,
        {{ of }}.calendar_key,
        {{ period_key(
            period_start, period_end, of ~ '.calendar_key'
        ) }} as period_key,
        {{ period_start }} as period_start,
        {{ period_end }} as period_end,
        {{ line_item_key or of ~ '.line_item_key' }} as line_item_key,
        {{ of }}.segment_key,
        {{ of }}.product_key,
        {{ of }}.scenario_key
{%- endmacro %}

{#
  What is added less what is subtracted, with its interval and its precision.
  They follow about_as; the unit and the derivation come next.

  Args:
    operands: the aliases by their part in it; see figure_parts.
#}
{% macro sum_of(operands) -%}
    {%- for end, opposite in [
        ('value', 'value'), ('low', 'high'), ('high', 'low'),
    ] %}
        cast(
            {%- for part, operand in operands.items() -%}
            {%- if figure_parts()[part] < 0 %} - {{ operand }}.{{ opposite }}
            {%- else -%}
            {{ ' + ' if not loop.first }}{{ operand }}.{{ end }}
            {%- endif -%}
            {%- endfor %} as {{ 'decimal(26, 7)' if end != 'value' else figure_type() }}
        ) as {{ end }},
    {%- endfor %}
        least(
            {%- for operand in operands.values() -%}
            {{ operand }}.decimals{{ ', ' if not loop.last }}
            {%- endfor -%}
        ) as decimals
{%- endmacro %}

{#
  The figures that a derived fact is made of; it has none of its own. The last
  columns of a derived fact.

  Args:
    operands: the aliases by their part in it; see figure_parts.
    keys: the figure of a part, where its operand is not a printed one (SQL).
#}
{% macro figures_of(operands, keys={}) -%}
    cast(null as varchar) as figure_key,
        {%- for part in figure_parts() %}
        {% if part in keys -%}
            {{ keys[part] }}
        {%- elif part in operands -%}
            {{ operands[part] }}.figure_key
        {%- else -%}
            cast(null as varchar)
        {%- endif %} as {{ part }}_figure_key
        {{- ',' if not loop.last }}
        {%- endfor %}
{%- endmacro %}

{#
  The printed figures behind each line item of fct_metrics: the one that prints it,
  or those that it is derived of, as the release in force made them known. What a
  formula computes has its own operands. A whole query: metric_key, figure_key and
  which part the figure is.

  Args:
    metrics: the relation of the line items, as fct_metrics has them.
#}
{% macro figures_behind(metrics) -%}
    select
        metric_key,
        'figure' as part,
        figure_key
    from {{ metrics }}
    where figure_key is not null
    union all
    select
        metrics.metric_key,
        case
            when figures.is_divisor then 'divisor'
            when figures.weight < 0 then 'subtrahend'
            else 'addend'
        end as part,
        figures.figure_key
    from {{ metrics }} as metrics
    inner join {{ ref('fct_fact_operands') }} as figures
        on
            metrics.metric_key = figures.metric_key
            and metrics.release_id = figures.release_id
    where metrics.is_derived and not metrics.is_computed
{%- endmacro %}
