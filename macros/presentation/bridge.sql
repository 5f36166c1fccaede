{#
  From an amount of last year to that of this year, by cause. Reads the CTE
  `parts`, which names what the amount is made of: `metric_key`, its `line_item_key`
  and `weight`. The steps add up to the difference; where one is unknown there is
  no bridge.

  Args:
    line_item: the amount, of the whole company.
#}
{% macro year_on_year_bridge(line_item) -%}
{%- set key = [
    'company_key', 'accounting_standard', 'currency', 'fiscal_year',
    'fiscal_quarter', 'period_end', 'span',
] -%}
spans as (
    {%- for span in ['year_to_date', 'quarter'] %}
    select
        {{ (key | reject('equalto', 'span') | list) | join(',\n        ') }},
        '{{ span }}' as span,
        line_item_key,
        segment_key,
        product_key,
        label,
        display_order,
        {{ span }} as value,
        {{ span }}_metric_key as metric_key,
        {{ span }}_year_ago as year_ago,
        {{ span }}_year_ago_metric_key as year_ago_metric_key,
        {{ span }}_verdict as verdict,
        {{ span }}_year_ago_verdict as year_ago_verdict,
        {{ worse_verdict(span ~ '_verdict', span ~ '_year_ago_verdict') }}
            as change_verdict,
        {{ span }}_change as change,
        {{ span }}_comparison_note as comparison_note
    from {{ ref('flows') }}
    where
        line_item_key = '{{ line_item }}'
        or line_item_key in (select parts.line_item_key from parts)
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

totals as (
    select * from spans
    where
        line_item_key = '{{ line_item }}'
        and segment_key = 'total'
        and product_key = 'total'
        and change is not null
),

changes as (
    select
        spans.*,
        parts.weight * spans.change as amount,
        row_number() over (
            partition by {{ 'spans.' ~ key | join(', spans.') }}
            order by spans.display_order
        ) as step_number,
        count(*) over (
            partition by {{ 'spans.' ~ key | join(', spans.') }}
        ) as step_count,
        count(spans.change) over (
            partition by {{ 'spans.' ~ key | join(', spans.') }}
        ) as known_count
    from spans
    inner join parts
        on spans.metric_key = parts.metric_key
    inner join totals
        on
            {{ same('spans', 'totals', key) }}
),

steps as (
    {%- for kind, relation, amount, verdict, number in [
        ('opening', 'totals', 'year_ago', 'year_ago_verdict',
            'cast(0 as bigint)'),
        ('change', 'changes', 'amount', 'change_verdict', 'step_number'),
        ('closing', 'totals', 'value', 'verdict', 'cast(null as bigint)'),
    ] %}
    select
        {{ key | join(',\n        ') }},
        '{{ kind }}' as kind,
        {{ number }} as step_number,
        line_item_key,
        product_key,
        label,
        {{ amount }} as amount,
        {{ verdict }} as verdict,
        {{ 'cast(null as varchar)' if kind == 'opening' else 'metric_key' }}
            as metric_key,
        {{ 'cast(null as varchar)' if kind == 'closing'
            else 'year_ago_metric_key' }} as year_ago_metric_key,
        comparison_note
    from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

known as (
    select
        {{ key | join(',\n        ') }},
        step_count
    from changes
    where step_number = 1 and known_count = step_count
),

final as (
    select
        {{ 'steps.' ~ key | join(',\n        steps.') }},
        coalesce(steps.step_number, known.step_count + 1) as step_number,
        steps.kind,
        steps.line_item_key,
        steps.product_key,
        steps.label,
        steps.amount,
        steps.verdict,
        steps.metric_key,
        steps.year_ago_metric_key,
        steps.comparison_note
    from steps
    inner join known
        on
            {{ same('steps', 'known', key) }}
)
{%- endmacro %}
