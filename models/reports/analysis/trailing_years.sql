-- The twelve months up to the end of each fiscal quarter of which they are
-- known, beside the twelve months that ended a year before.
{% set series = [
    'company_key', 'accounting_standard', 'currency', 'line_item_key',
    'segment_key', 'product_key',
] %}
{% set members = {'segment_key': 'segments', 'product_key': 'products'} %}

with

years as (
    select
        metrics.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        cast(periods.weeks as varchar) || ' weeks' as length,
        periods.year_ago_period_key,
        verdicts.verdict
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on metrics.metric_key = verdicts.metric_key
    where metrics.scenario_key = 'actual' and metrics.months = 12
),

revenues as (
    select * from years
    where
        line_item_key = 'revenues'
        and segment_key = 'total'
        and product_key = 'total'
),

pairs as (
    select
        {{ 'years.' ~ series | join(',\n        years.') }},
        years.fiscal_year,
        years.fiscal_quarter,
        years.period_start,
        years.period_end,
        years.unit,
        years.metric_key,
        {{ pair('years', 'year_ago') }},
        case
            when years.length <> year_ago.length
                then years.length || ' beside ' || year_ago.length
        end as comparison_note,
        line_items.unit like 'currency%' or line_items.unit = 'count'
            as is_counted,
        case
            when
                line_items.unit = 'currency'
                and {{ are_of_one_basis(['years', 'revenues']) }}
                then {{ quotient('100 * years.value', 'revenues.value') }}
        end as share_percent
    from years
    inner join {{ ref('dim_line_item') }} as line_items
        on years.line_item_key = line_items.line_item_key
    left join years as year_ago
        on
            {{ same('years', 'year_ago', series) }}
            and years.year_ago_period_key = year_ago.period_key
    left join revenues
        on
            {{ same('years', 'revenues', [
                'company_key', 'accounting_standard', 'currency', 'period_key',
            ]) }}
),

{{ compare('pairs') }},

final as (
    select
        {{ 'comparisons.' ~ series | join(',\n        comparisons.') }},
        comparisons.fiscal_year,
        comparisons.fiscal_quarter,
        comparisons.period_start,
        comparisons.period_end,
        line_items.statement,
        {{ line_label('comparisons', members) }} as label,
        {{ line_order(members) }} as display_order,
        comparisons.unit,
        comparisons.value,
        comparisons.base as year_ago,
        comparisons.base_adjusted as year_ago_adjusted,
        comparisons.change,
        comparisons.growth_percent,
        comparisons.growth_decimals,
        comparisons.growth_missing_reason,
        comparisons.comparison_note,
        comparisons.share_percent,
        comparisons.metric_key,
        comparisons.verdict,
        comparisons.base_metric_key as year_ago_metric_key,
        comparisons.base_verdict as year_ago_verdict
    from comparisons
    inner join {{ ref('dim_line_item') }} as line_items
        on comparisons.line_item_key = line_items.line_item_key
    inner join {{ ref('dim_segment') }} as segments
        on comparisons.segment_key = segments.segment_key
    inner join {{ ref('dim_product') }} as products
        on comparisons.product_key = products.product_key
)

select * from final
