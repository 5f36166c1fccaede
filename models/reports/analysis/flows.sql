-- What happened up to the end of each fiscal quarter: the year to date and the
-- quarter side by side, each beside the same time of the year before.
{% set key = [
    'company_key', 'accounting_standard', 'currency', 'fiscal_year',
    'fiscal_quarter',
] %}
{% set line = ['line_item_key', 'segment_key', 'product_key'] %}
{% set series = (key + line) | reject('in', ['fiscal_year', 'fiscal_quarter'])
    | list %}
{% set spans = {'year_to_date': 'is_cumulative', 'quarter': 'is_quarter'} %}
{% set compared_columns = {
    '': 'value',
    '_year_ago': 'base',
    '_year_ago_adjusted': 'base_adjusted',
    '_change': 'change',
    '_growth_percent': 'growth_percent',
    '_growth_decimals': 'growth_decimals',
    '_comparison_note': 'comparison_note',
    '_printed_growth_percent': 'growth_as_printed',
    '_printed_growth_figure_key': 'growth_figure_key',
    '_share_percent': 'share_percent',
    '_metric_key': 'metric_key',
    '_verdict': 'verdict',
    '_year_ago_metric_key': 'base_metric_key',
    '_year_ago_verdict': 'base_verdict',
} %}
{% set members = {'segment_key': 'segments', 'product_key': 'products'} %}

with

metrics as (
    select
        metrics.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.is_cumulative,
        periods.is_quarter,
        periods.year_ago_period_key,
        verdicts.verdict,
        coalesce(
            cast(periods.weeks as varchar) || ' weeks',
            cast(periods.months as varchar) || ' months'
        ) as length
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on metrics.metric_key = verdicts.metric_key
    where metrics.scenario_key = 'actual' and metrics.period_start is not null
),

revenues as (
    select * from metrics
    where
        line_item_key = 'revenues'
        and segment_key = 'total'
        and product_key = 'total'
),

pairs as (
    select
        {{ 'current_year.' ~ (key + line) | join(',\n        current_year.') }},
        current_year.is_cumulative,
        current_year.is_quarter,
        current_year.period_end,
        current_year.unit,
        current_year.metric_key,
        {{ pair('current_year', 'year_ago') }},
        case
            when current_year.length <> year_ago.length
                then current_year.length || ' beside ' || year_ago.length
        end as comparison_note,
        line_items.unit like 'currency%' or line_items.unit = 'count'
            as is_counted,
        case
            when
                line_items.unit = 'currency'
                and line_items.is_additive
                and {{ are_of_one_basis(['current_year', 'revenues']) }}
                then {{ quotient(
                    '100 * current_year.value', 'revenues.value'
                ) }}
        end as share_percent
    from metrics as current_year
    inner join {{ ref('dim_line_item') }} as line_items
        on current_year.line_item_key = line_items.line_item_key
    left join metrics as year_ago
        on
            {{ same('current_year', 'year_ago', series) }}
            and current_year.year_ago_period_key = year_ago.period_key
    left join revenues
        on
            {{ same('current_year', 'revenues', [
                'company_key', 'accounting_standard', 'currency', 'period_key',
            ]) }}
    where {{ 'current_year.' ~ spans.values() | join(' or current_year.') }}
),

{{ compare('pairs') }},

{% for span, is_span in spans.items() -%}
{{ span }} as (
    select * from comparisons
    where {{ is_span }}
),

{% endfor -%}

-- Joined and not grouped: DuckDB plans so many maxima ten times as long.
compared as (
    select
        {%- for column in key + line + ['period_end'] %}
        coalesce(year_to_date.{{ column }}, quarter.{{ column }})
            as {{ column }},
        {%- endfor %}
        {%- for span in spans %}
        {%- for column, compared_column in compared_columns.items() %}
        {{ span }}.{{ compared_column }} as {{ span }}{{ column }},
        {%- endfor %}
        case
            when {{ span }}.metric_key is null then 'amount_unknown'
            else {{ span }}.growth_missing_reason
        end as {{ span }}_growth_missing_reason,
        {%- endfor %}
        coalesce(year_to_date.unit, quarter.unit) as unit
    from year_to_date
    full outer join quarter
        on
            {{ same('year_to_date', 'quarter', key + line) }}
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
        compared.unit
        {%- for span in spans -%}
        {%- for column in [
            '', '_year_ago', '_year_ago_adjusted', '_change', '_growth_percent',
            '_comparison_note', '_growth_decimals', '_growth_missing_reason',
            '_printed_growth_percent', '_printed_growth_figure_key',
            '_share_percent', '_metric_key', '_verdict',
            '_year_ago_metric_key', '_year_ago_verdict',
        ] %},
        compared.{{ span }}{{ column }}
        {%- endfor -%}
        {%- endfor %}
    from compared
    inner join {{ ref('dim_line_item') }} as line_items
        on compared.line_item_key = line_items.line_item_key
    inner join {{ ref('dim_segment') }} as segments
        on compared.segment_key = segments.segment_key
    inner join {{ ref('dim_product') }} as products
        on compared.product_key = products.product_key
)

select * from final
