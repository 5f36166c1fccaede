-- What happened up to the end of each fiscal quarter: the year to date and the
-- quarter side by side, each beside the same time of the year before.
{% set key = [
    'company_key', 'accounting_standard', 'currency', 'fiscal_year',
    'fiscal_quarter',
] %}
{% set line = ['line_item_key', 'segment_key', 'service_key'] %}
{% set series = (key + line) | reject('in', ['fiscal_year', 'fiscal_quarter'])
    | list %}
{% set spans = {'year_to_date': 'is_cumulative', 'quarter': 'is_quarter'} %}

with

metrics as (
    select
        metrics.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.is_cumulative,
        periods.is_quarter,
        periods.year_ago_period_key,
        coalesce(
            cast(periods.weeks as varchar) || ' weeks',
            cast(periods.months as varchar) || ' months'
        ) as length
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
    {%- for span, is_span in spans.items() %}
    max(case when {{ is_span }} then value end) as {{ span }},
    {%- for column in ['metric_key', 'year_ago_period_key', 'length'] %}
    max(case when {{ is_span }} then {{ column }} end)
        as {{ span }}_{{ column }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    {{- ',' if not loop.last }}
{%- endfor %}
    from metrics
    where is_cumulative or is_quarter
    group by {{ (key + line) | join(', ') }}, period_end, unit
),

revenues as (
    select * from quarter_ends
    where
        line_item_key = 'revenues'
        and segment_key = 'consolidated'
        and service_key = 'total'
),

compared as (
    select
        current_year.*,
        {%- for span in spans %}
        {{ span }}_before.value as {{ span }}_year_ago,
        {{ span }}_before.metric_key as {{ span }}_year_ago_metric_key,
        current_year.{{ span }} - {{ span }}_before.value as {{ span }}_change,
        case
            when line_items.unit like 'currency%' or line_items.unit = 'count'
                then {{ growth_percent(
                    'current_year.' ~ span, span ~ '_before.value'
                ) }}
        end as {{ span }}_growth_percent,
        case
            when current_year.{{ span }}_length <> {{ span }}_before.length
                then
                    current_year.{{ span }}_length || ' beside '
                    || {{ span }}_before.length
        end as {{ span }}_comparison_note,
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
    {%- for span in spans %}
    left join metrics as {{ span }}_before
        on
            {{ same('current_year', span ~ '_before', series) }}
            and current_year.{{ span }}_year_ago_period_key
            = {{ span }}_before.period_key
    {%- endfor %}
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
            when compared.segment_key = 'consolidated' then ''
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
            '', '_year_ago', '_change', '_growth_percent', '_comparison_note',
            '_share_percent', '_metric_key', '_year_ago_metric_key',
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
