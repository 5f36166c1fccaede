-- Every line item in force, and every metric computed from such, each with what
-- its comparison needs: its basis, the shares that it counts on, and the growth
-- that is printed beside it.
{% set about = [
    'company_key', 'release_id', 'period_key', 'line_item_key', 'segment_key',
    'product_key', 'scenario_key', 'accounting_standard', 'currency',
    'period_start', 'period_end', 'value', 'low', 'high', 'unit', 'decimals',
    'published_at',
] + basis_columns() %}
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

-- A growth that was printed before its amount was restated is not of it.
growths as (
    select * from {{ ref('int_vintages') }}
    where
        measure = 'yoy_percent'
        and comparison = 'year_ago'
        and superseded_at is null
),

final as (
    select
        metrics.metric_key,
        metrics.company_key,
        metrics.release_id,
        metrics.period_key,
        metrics.line_item_key,
        metrics.segment_key,
        metrics.product_key,
        metrics.scenario_key,
        metrics.accounting_standard,
        metrics.currency,
        metrics.period_start,
        metrics.period_end,
        periods.months,
        metrics.value,
        metrics.low,
        metrics.high,
        metrics.unit,
        metrics.decimals,
        metrics.published_at,
        {{ 'metrics.' ~ basis_columns() | join(',\n        metrics.') }},
        share_bases.new_shares,
        share_bases.old_shares,
        growths.value as printed_growth_percent,
        growths.figure_key as printed_growth_figure_key,
        growths.published_at as printed_growth_published_at,
        metrics.is_derived,
        metrics.is_computed,
        {{ 'metrics.' ~ figures | join(',\n        metrics.') }}
    from metrics
    inner join {{ ref('int_periods') }} as periods
        on metrics.period_key = periods.period_key
    left join {{ ref('int_share_bases') }} as share_bases
        on
            metrics.company_key = share_bases.company_key
            and cast(metrics.stated_since as date) >= share_bases.stated_from
            and cast(metrics.stated_since as date) < share_bases.stated_before
            and (
                {{ is_per_share('metrics.unit') }}
                or {{ is_share_count('metrics.unit') }}
            )
    left join growths
        on
            {{ same('metrics', 'growths', fact_identity()) }}
            and growths.published_at
            >= coalesce(metrics.basis_from, {{ first_moment() }})
)

select * from final
