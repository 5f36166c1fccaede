-- The standard line items of every company in their latest periods. Where a
-- company does not print the first line item of an item the next one counts,
-- and the row says which it is, the tag behind it and the verdict of the
-- figure.
{% set series = ['company_key', 'accounting_standard', 'currency'] %}
{% set flow_spans = {
    'quarter': ('quarter', 'true'),
    'year_to_date': ('year_to_date', 'true'),
    'year': ('year_to_date', 'flows.fiscal_quarter = 4'),
} %}

with

flows as (
    {%- for span, (columns, condition) in flow_spans.items() %}
    select
        {{ 'flows.' ~ series | join(',\n        flows.') }},
        '{{ span }}' as span,
        flows.line_item_key,
        flows.period_end,
        flows.unit,
        flows.{{ columns }} as value,
        flows.{{ columns }}_year_ago as value_year_ago,
        flows.{{ columns }}_growth_percent as growth_percent,
        flows.{{ columns }}_growth_missing_reason as growth_missing_reason,
        flows.{{ columns }}_share_percent as share_of_revenues_percent,
        flows.{{ columns }}_metric_key as metric_key
    from {{ ref('flows') }} as flows
    where
        flows.segment_key = 'total'
        and flows.product_key = 'total'
        and {{ condition }}
    union all
    {%- endfor %}
    select
        {{ 'balances.' ~ series | join(',\n        balances.') }},
        'balance' as span,
        balances.line_item_key,
        balances.period_end,
        balances.unit,
        balances.value,
        balances.year_ago as value_year_ago,
        balances.year_ago_growth_percent as growth_percent,
        balances.year_ago_growth_missing_reason as growth_missing_reason,
        cast(null as decimal(26, 6)) as share_of_revenues_percent,
        balances.metric_key
    from {{ ref('balances') }} as balances
    where balances.segment_key = 'total' and balances.product_key = 'total'
    union all
    select
        {{ 'years.' ~ series | join(',\n        years.') }},
        'trailing_twelve_months' as span,
        years.line_item_key,
        periods.end_date as period_end,
        years.unit,
        years.value,
        cast(null as decimal(26, 6)) as value_year_ago,
        cast(null as decimal(26, 4)) as growth_percent,
        cast(null as varchar) as growth_missing_reason,
        cast(null as decimal(26, 6)) as share_of_revenues_percent,
        cast(null as varchar) as metric_key
    from {{ ref('fct_discrete_periods') }} as years
    inner join {{ ref('dim_period') }} as periods
        on years.period_key = periods.period_key
    where
        years.span = 'trailing_twelve_months'
        and years.scenario_key = 'actual'
        and years.segment_key = 'total'
        and years.product_key = 'total'
),

candidates as (
    select
        flows.*,
        items.comparable_item,
        items.label,
        items.display_order,
        row_number() over (
            partition by
                {{ 'flows.' ~ series | join(', flows.') }}, flows.span,
                items.comparable_item
            order by flows.period_end desc, items.preference asc
        ) as recency
    from flows
    inner join {{ ref('dim_comparable_item') }} as items
        on flows.line_item_key = items.line_item_key
    where flows.value is not null
),

final as (
    select
        {{ 'candidates.' ~ series | join(',\n        candidates.') }},
        candidates.comparable_item,
        candidates.span,
        companies.label as company,
        companies.industry_code,
        candidates.label,
        candidates.display_order,
        candidates.period_end,
        candidates.unit,
        candidates.value,
        candidates.value_year_ago,
        candidates.growth_percent,
        candidates.growth_missing_reason,
        candidates.share_of_revenues_percent,
        candidates.line_item_key,
        figures.concept,
        figures.printed_label,
        candidates.metric_key,
        metrics.figure_key,
        coverage.verdict,
        coverage.contradicted_by
    from candidates
    inner join {{ ref('dim_company') }} as companies
        on candidates.company_key = companies.company_key
    left join {{ ref('fct_metrics') }} as metrics
        on candidates.metric_key = metrics.metric_key
    left join {{ ref('fct_reported_figures') }} as figures
        on metrics.figure_key = figures.figure_key
    left join {{ ref('figure_coverage') }} as coverage
        on metrics.figure_key = coverage.figure_key
    where candidates.recency = 1
)

select * from final
