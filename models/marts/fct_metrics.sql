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
        coalesce(derivation = 'formula', false) as is_computed,
        {{ figures | join(',\n        ') }}
    from {{ ref('int_facts') }}
    where is_last_version
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
        metric_key,
        company_key,
        release_id as release_key,
        period_key,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        accounting_standard,
        currency,
        period_start,
        period_end,
        cast(
            {{ dbt.datediff('period_start', 'period_end', 'month') }} + 1
            as integer
        ) as months,
        value,
        unit,
        decimals,
        published_at,
        is_derived,
        is_computed,
        {{ figures | join(',\n        ') }}
    from metrics
)

select * from final
