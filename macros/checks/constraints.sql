{#
  Every row that breaks a constraint that a model of a layer declares, beside its
  columns in YAML. One relation for a whole layer: dbt takes more time for a test
  than the database for a hundred.

    primary_key  there once, and no part of it is null
    unique       there once; null counts as a value
    foreign_key  null, or found in the table that it refers to
    check        the expression is not false

  A duplicated key is one row, whatever the number of its copies, and so are all
  rows with one lost reference. A view whose rows stand in a table as they are says
  which one (`meta.proven_by`), and is asked nothing: it would be computed once more
  for a key that is proven there. Rows of releases that are kept were proven when
  they were taken in; only references are looked up again.

  Args:
    layer: the schema of the models.
#}
{% macro broken_constraints(layer) -%}
    {% do await_last_models() %}
    {% set checks = [] %}
    {% if execute %}
        {#- dbt makes a node of the graph anew each time that it is asked for. -#}
        {% set models = {} %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' %}
            {% do models.update({node.name: node}) %}
        {% endfor %}
        {% for name in models | sort
            if models[name].schema == layer
            and not models[name].config.meta.proven_by
        %}
            {% set model = models[name] %}
            {% for constraint in model.constraints %}
                {% do checks.append(
                    _broken_constraint(model, constraint, models)
                ) %}
            {% endfor %}
            {% for column in model.columns.values() %}
                {% for constraint in column.constraints
                    if constraint.type != 'not_null'
                %}
                    {% do checks.append(_broken_constraint(
                        model, dict(constraint, columns=[column.name]), models
                    )) %}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ checks | join('\nunion all\n') or 'select 1 where false' }}
{%- endmacro %}

{# The rows of a model that break one of its constraints, of all models by name. #}
{% macro _broken_constraint(model, constraint, models) -%}
    {%- set relation = model.schema ~ '.' ~ model.alias -%}
    {%- set columns = constraint.columns -%}
    {%- set found = columns -%}
    {%- if constraint.type == 'foreign_key' -%}
        {%- set found = ['referring_rows.' ~ columns[0]] -%}
    {%- endif -%}
select
    '{{ model.name }}' as model_name,
    '{{ constraint.type }} {{ columns | join(', ') }}' as broken_constraint,
    concat_ws(' ', {{ found | join(', ') }}) as found,
    count(*) as row_count
    {%- if constraint.type in ('primary_key', 'unique') %}
from {{ relation }}
where
    {{ is_taken_in(model.columns) }}
    and (
        {{ may_be_repeated(columns, relation, is_taken_in(model.columns)) }}
        {%- for column in columns if constraint.type == 'primary_key' %}
        or {{ column }} is null
        {%- endfor %}
    )
group by {{ columns | join(', ') }}
having
    count(*) > 1
        {%- for column in columns if constraint.type == 'primary_key' %}
    or {{ column }} is null
        {%- endfor %}
    {%- elif constraint.type == 'foreign_key' %}
        {%- set name = modules.re.findall('\\w+', constraint.to)[-1] %}
        {%- set referred = models[name] %}
from {{ relation }} as referring_rows
left join {{ referred.schema }}.{{ referred.alias }} as referred
    on {{ found[0] }} = referred.{{ constraint.to_columns[0] }}
where
    {{ found[0] }} is not null
    and referred.{{ constraint.to_columns[0] }} is null
group by {{ found[0] }}
    {%- elif constraint.type == 'check' %}
from {{ relation }}
where {{ is_taken_in(model.columns) }} and not ({{ constraint.expression }})
group by {{ columns[0] }}
    {%- else %}
        {{- exceptions.raise_compiler_error(
            relation ~ ' declares a ' ~ constraint.type ~ ', which nothing proves'
        ) }}
    {%- endif %}
{%- endmacro %}

{#
  Has what calls it wait for the models that no other table is built of: then all
  tables are built. tests/python/test_conventions.py says which are missing.
#}
{% macro await_last_models() -%}
    {%- for model in [
        'control_results', 'dim_comparable_item', 'dim_date',
        'dim_fiscal_quarter', 'dim_statement_line',
        'fct_balance_sheet', 'fct_cash_flow', 'fct_comprehensive_income',
        'fct_costs', 'fct_discrete_periods',
        'fct_dividends', 'fct_fact_operands', 'fct_forecast_progress',
        'fct_forecasts', 'fct_income_statement', 'fct_metric_operands', 'fct_metrics',
        'fct_operating_metrics', 'fct_per_share',
        'fct_revenue', 'fct_segment_results', 'figure_coverage', 'findings',
        'int_period_vintages', 'int_table_readings', 'mends',
        'metric_verdicts', 'proposals',
        'release_verdicts', 'remarks', 'restatements', 'runs',
        'unevaluated_identities', 'unusual_figures',
    ] -%}
        {%- do ref(model) -%}
    {%- endfor -%}
{%- endmacro %}
