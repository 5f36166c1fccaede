-- What happened up to the end of each fiscal quarter: the year to date and the
-- quarter side by side, each beside the same months of the year before.
{% set key = [
    'company_key', 'accounting_standard', 'currency', 'fiscal_year',
    'fiscal_quarter',
] %}
{% set line = ['line_item_key', 'segment_key', 'service_key'] %}
{% set spans = ['year_to_date', 'quarter'] %}

with

metrics as (
    select
        metrics.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.is_cumulative
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    where metrics.scenario_key = 'actual' and metrics.period_start is not null
),

quarter_ends as (
    select
        {{ (key + line) | join(',\n        ') }},
        period_end,
        unit,
        max(case when is_cumulative then value end) as year_to_date,
        max(case when is_cumulative then metric_key end)
            as year_to_date_metric_key,
        max(case when months = 3 then value end) as quarter,
        max(case when months = 3 then metric_key end) as quarter_metric_key
    from metrics
    where is_cumulative or months = 3
    group by {{ (key + line) | join(', ') }}, period_end, unit
),

revenues as (
    select * from quarter_ends
    where
        line_item_key = 'revenues'
        and segment_key = 'total'
        and service_key = 'total'
),

compared as (
    select
        current_year.*,
        {%- for span in spans %}
        year_ago.{{ span }} as {{ span }}_year_ago,
        year_ago.{{ span }}_metric_key as {{ span }}_year_ago_metric_key,
        current_year.{{ span }} - year_ago.{{ span }} as {{ span }}_change,
        case
            when line_items.unit like 'currency%' or line_items.unit = 'count'
                then {{ growth_percent(
                    'current_year.' ~ span, 'year_ago.' ~ span
                ) }}
        end as {{ span }}_growth_percent,
        case
            when line_items.unit = 'currency'
                then {{ quotient(
                    '100 * current_year.' ~ span, 'revenues.' ~ span
                ) }}
        end as {{ span }}_share_percent,
        {%- endfor %}
        line_items.statement,
        line_items.label as line_item_label,
        line_items.display_order as line_item_order
    from quarter_ends as current_year
    inner join {{ ref('dim_line_item') }} as line_items
        on current_year.line_item_key = line_items.line_item_key
    left join quarter_ends as year_ago
        on
            {{ same('current_year', 'year_ago',
                (key + line) | reject('equalto', 'fiscal_year') | list) }}
            and current_year.fiscal_year = year_ago.fiscal_year + 1
    left join revenues
        on
            {{ same('current_year', 'revenues', key) }}
),

final as (
    select
        compared.company_key,
        compared.accounting_standard,
        compared.currency,
        compared.fiscal_year,
        compared.fiscal_quarter,
        compared.period_end,
        compared.statement,
        compared.line_item_key,
        compared.segment_key,
        compared.service_key,
        compared.line_item_label
        || case
            when compared.segment_key = 'total' then ''
            else ', ' || segments.label
        end
        || case
            when compared.service_key = 'total' then ''
            else ', ' || services.label
        end as label,
        compared.line_item_order * 100000
        + segments.display_order * 1000
        + services.display_order as display_order,
        compared.unit
        {%- for span in spans -%}
        {%- for column in [
            '', '_year_ago', '_change', '_growth_percent', '_share_percent',
            '_metric_key', '_year_ago_metric_key',
        ] %},
        compared.{{ span }}{{ column }}
        {%- endfor -%}
        {%- endfor %}
    from compared
    inner join {{ ref('dim_segment') }} as segments
        on compared.segment_key = segments.segment_key
    inner join {{ ref('dim_service') }} as services
        on compared.service_key = services.service_key
)

select * from final
