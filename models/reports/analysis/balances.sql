-- What there was at an instant, beside the end of the fiscal year before and
-- the same day a year before.
{% set company = ['company_key', 'accounting_standard', 'currency'] %}
{% set line = ['line_item_key', 'segment_key', 'service_key'] %}

with

instants as (
    select
        metrics.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        {{ add_days(-1, fiscal_year_start(
            'metrics.period_end', 'periods.fiscal_year_end_month'
        )) }} as previous_year_end_date,
        {{ months_earlier(12, 'metrics.period_end') }} as year_ago_date
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    where metrics.scenario_key = 'actual' and metrics.period_start is null
),

total_assets as (
    select * from instants
    where
        line_item_key = 'total_assets'
        and segment_key = 'total'
        and service_key = 'total'
),

compared as (
    select
        current_year.*,
        previous_year_end.value as previous_year_end,
        previous_year_end.metric_key as previous_year_end_metric_key,
        year_ago.value as year_ago,
        year_ago.metric_key as year_ago_metric_key,
        total_assets.value as total_assets,
        previous_total_assets.value as previous_total_assets
    from instants as current_year
    left join instants as previous_year_end
        on
            {{ same('current_year', 'previous_year_end', company + line) }}
            and current_year.previous_year_end_date
            = previous_year_end.period_end
    left join instants as year_ago
        on
            {{ same('current_year', 'year_ago', company + line) }}
            and current_year.year_ago_date = year_ago.period_end
    left join total_assets
        on
            {{ same('current_year', 'total_assets', company) }}
            and current_year.period_end = total_assets.period_end
    left join total_assets as previous_total_assets
        on
            {{ same('current_year', 'previous_total_assets', company) }}
            and current_year.previous_year_end_date
            = previous_total_assets.period_end
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
        compared.service_key,
        line_items.label
        || case
            when compared.service_key = 'total' then ''
            else ', ' || services.label
        end as label,
        line_items.display_order * 100000 + services.display_order
            as display_order,
        compared.unit,
        compared.value,
        compared.previous_year_end,
        compared.value - compared.previous_year_end as change,
        case
            when line_items.unit in ('currency', 'count') then {{
                growth_percent('compared.value', 'compared.previous_year_end')
            }}
        end as growth_percent,
        case
            when line_items.unit = 'currency' then {{
                quotient('100 * compared.value', 'compared.total_assets')
            }}
        end as share_percent,
        case
            when line_items.unit = 'currency' then {{ quotient(
                '100 * compared.previous_year_end',
                'compared.previous_total_assets'
            ) }}
        end as previous_year_end_share_percent,
        compared.year_ago,
        compared.value - compared.year_ago as year_ago_change,
        case
            when line_items.unit in ('currency', 'count') then {{
                growth_percent('compared.value', 'compared.year_ago')
            }}
        end as year_ago_growth_percent,
        compared.metric_key,
        compared.previous_year_end_metric_key,
        compared.year_ago_metric_key
    from compared
    inner join {{ ref('dim_line_item') }} as line_items
        on compared.line_item_key = line_items.line_item_key
    inner join {{ ref('dim_service') }} as services
        on compared.service_key = services.service_key
)

select * from final
