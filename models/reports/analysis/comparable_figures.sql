-- The standard line items of every company in their latest periods, with the
-- company, the tag behind each number and what the proof says. A latest
-- quarter, or the twelve months up to it, that is not known says why.
{% set series = ['company_key', 'accounting_standard', 'currency'] %}
{% set spans = {
    'quarter': "span = 'quarter'",
    'year_to_date': "span = 'year_to_date'",
    'year': "span = 'year_to_date' and is_fiscal_year",
    'trailing_twelve_months': "span = 'trailing_twelve_months'",
    'balance': "span = 'balance'",
} %}

with

numbers as (
    {%- for span, condition in spans.items() %}
    select
        '{{ span }}' as span_of_latest,
        *
    from {{ ref('comparable_series') }}
    where {{ condition }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

latest as (
    select
        *,
        row_number() over (
            partition by
                {{ series | join(', ') }}, span_of_latest, comparable_item
            order by period_end desc
        ) as recency
    from numbers
),

items as (
    select
        comparable_item,
        min(label) as label,
        min(display_order) as display_order
    from {{ ref('dim_comparable_item') }}
    group by 1
),

final as (
    select
        {{ 'latest.' ~ series | join(',\n        latest.') }},
        latest.comparable_item,
        latest.span_of_latest as span,
        companies.label as company,
        companies.industry_code,
        items.label,
        items.display_order,
        latest.period_end,
        latest.months,
        latest.unit,
        latest.value,
        latest.missing_reason,
        latest.value_year_ago,
        latest.growth_percent,
        latest.growth_missing_reason,
        {%- for whole, condition in {
            'revenues': '<>', 'assets': '=',
        }.items() %}
        case
            when latest.span {{ condition }} 'balance'
                then latest.share_percent
        end as share_of_{{ whole }}_percent,
        {%- endfor %}
        latest.line_item_key,
        figures.concept,
        figures.printed_label,
        latest.metric_key,
        metrics.figure_key,
        latest.verdict,
        verdicts.contradicted_by,
        latest.year_ago_verdict,
        latest.share_verdict
    from latest
    inner join items
        on latest.comparable_item = items.comparable_item
    inner join {{ ref('dim_company') }} as companies
        on latest.company_key = companies.company_key
    left join {{ ref('fct_metrics') }} as metrics
        on latest.metric_key = metrics.metric_key
    left join {{ ref('fct_reported_figures') }} as figures
        on metrics.figure_key = figures.figure_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on latest.metric_key = verdicts.metric_key
    where latest.recency = 1
)

select * from final
