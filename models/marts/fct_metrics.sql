-- Every line item in force, and every metric computed from such.
{% set about = [
    'company_key', 'release_id', 'period_key', 'line_item_key', 'segment_key',
    'service_key', 'scenario_key', 'accounting_standard', 'currency',
    'period_start', 'period_end', 'value', 'unit', 'decimals', 'published_at',
] %}
{% set figures = [
    'figure_key', 'addend_figure_key', 'minuend_figure_key',
    'subtrahend_figure_key', 'divisor_figure_key',
] %}

with

metrics as (
    select
        {{ metric_key() }} as metric_key,
        {{ about | join(',\n        ') }},
        is_derived,
        false as is_computed,
        {{ figures | join(',\n        ') }}
    from {{ ref('int_facts') }}
    where is_latest
    union all
    select
        metric_key,
        {{ about | join(',\n        ') }},
        true as is_derived,
        true as is_computed,
    {%- for figure in figures %}
    cast(null as varchar) as {{ figure }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_metrics') }}
),

final as (
    select
        metrics.metric_key,
        metrics.company_key,
        metrics.release_id as release_key,
        metrics.period_key,
        metrics.line_item_key,
        metrics.segment_key,
        metrics.service_key,
        metrics.scenario_key,
        metrics.accounting_standard,
        metrics.currency,
        metrics.period_start,
        metrics.period_end,
        periods.months,
        metrics.value,
        metrics.unit,
        metrics.decimals,
        metrics.published_at,
        metrics.is_derived,
        metrics.is_computed
        {%- for figure in figures %},
        metrics.{{ figure }}
        {%- endfor %}
    from metrics
    inner join {{ ref('int_periods') }} as periods
        on metrics.period_key = periods.period_key
)

select * from final
