-- What there was at an instant, beside the end of the fiscal year before and
-- the same day a year before.
{% set company = ['company_key', 'accounting_standard', 'currency'] %}
{% set line = ['line_item_key', 'segment_key', 'product_key'] %}

{% set bases = {
    'previous_year_end': ('previous_year_end_date', 'period_end'),
    'year_ago': ('year_ago_period_key', 'period_key'),
} %}
{% set compared_columns = {
    '': 'base',
    '_adjusted': 'base_adjusted',
    '_change': 'change',
    '_growth_percent': 'growth_percent',
    '_growth_decimals': 'growth_decimals',
    '_growth_missing_reason': 'growth_missing_reason',
    '_metric_key': 'base_metric_key',
    '_verdict': 'base_verdict',
} %}
{% set members = {'product_key': 'products'} %}

with

instants as (
    select
        metrics.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        {{ add_days(-1, 'periods.fiscal_year_start_date') }}
            as previous_year_end_date,
        periods.year_ago_period_key,
        verdicts.verdict
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on metrics.metric_key = verdicts.metric_key
    where metrics.scenario_key = 'actual' and metrics.period_start is null
),

total_assets as (
    select * from instants
    where
        line_item_key = 'total_assets'
        and segment_key = 'total'
        and product_key = 'total'
),

pairs as (
    {%- for base, (named, period) in bases.items() %}
    select
        '{{ base }}' as compared_with,
        current_year.company_key,
        current_year.accounting_standard,
        current_year.currency,
        current_year.fiscal_year,
        current_year.fiscal_quarter,
        current_year.period_end,
        current_year.previous_year_end_date,
        {{ 'current_year.' ~ line | join(',\n        current_year.') }},
        current_year.unit,
        current_year.metric_key,
        {{ pair('current_year', 'base') }},
        line_items.unit in ('currency', 'count') as is_counted
    from instants as current_year
    inner join {{ ref('dim_line_item') }} as line_items
        on current_year.line_item_key = line_items.line_item_key
    left join instants as base
        on
            {{ same('current_year', 'base', company + line) }}
            and current_year.{{ named }} = base.{{ period }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

{{ compare('pairs') }},

{% for base in bases -%}
{{ base }} as (
    select * from comparisons
    where compared_with = '{{ base }}'
),

{% endfor -%}

-- Joined and not grouped: DuckDB plans so many maxima ten times as long.
compared as (
    select
        {{ 'year_ago.' ~ (company + line) | join(',
        year_ago.') }},
        year_ago.fiscal_year,
        year_ago.fiscal_quarter,
        year_ago.period_end,
        year_ago.previous_year_end_date,
        year_ago.unit,
        year_ago.metric_key,
        {%- for base in bases %}
        {%- for column, compared_column in compared_columns.items() %}
        {{ base }}.{{ compared_column }} as {{ base }}{{ column }},
        {%- endfor %}
        {%- endfor %}
        year_ago.growth_as_printed as year_ago_printed_growth_percent,
        year_ago.growth_figure_key as year_ago_printed_growth_figure_key,
        year_ago.value,
        year_ago.verdict
    from year_ago
    inner join previous_year_end
        on year_ago.metric_key = previous_year_end.metric_key
),

final as (
    select
        compared.company_key,
        compared.accounting_standard,
        compared.currency,
        compared.fiscal_year,
        compared.fiscal_quarter,
        compared.period_end,
        line_items.statement,
        compared.line_item_key,
        compared.segment_key,
        compared.product_key,
        {{ line_label('compared', members) }} as label,
        {{ line_order(members) }} as display_order,
        compared.unit,
        compared.value,
        compared.previous_year_end,
        compared.previous_year_end_adjusted,
        compared.previous_year_end_change as change,
        compared.previous_year_end_growth_percent as growth_percent,
        compared.previous_year_end_growth_decimals as growth_decimals,
        compared.previous_year_end_growth_missing_reason
            as growth_missing_reason,
        case
            when line_items.unit = 'currency' then {{
                quotient('100 * compared.value', 'total_assets.value')
            }}
        end as share_percent,
        case
            when line_items.unit = 'currency' then {{ quotient(
                '100 * compared.previous_year_end',
                'previous_total_assets.value'
            ) }}
        end as previous_year_end_share_percent,
        compared.year_ago,
        compared.year_ago_adjusted,
        compared.year_ago_change,
        compared.year_ago_growth_percent,
        compared.year_ago_growth_decimals,
        compared.year_ago_growth_missing_reason,
        compared.year_ago_printed_growth_percent,
        compared.year_ago_printed_growth_figure_key,
        compared.metric_key,
        compared.verdict,
        compared.previous_year_end_metric_key,
        compared.previous_year_end_verdict,
        compared.year_ago_metric_key,
        compared.year_ago_verdict
    from compared
    inner join {{ ref('dim_line_item') }} as line_items
        on compared.line_item_key = line_items.line_item_key
    inner join {{ ref('dim_product') }} as products
        on compared.product_key = products.product_key
    left join total_assets
        on
            {{ same('compared', 'total_assets', company) }}
            and compared.period_end = total_assets.period_end
    left join total_assets as previous_total_assets
        on
            {{ same('compared', 'previous_total_assets', company) }}
            and compared.previous_year_end_date
            = previous_total_assets.period_end
)

select * from final
