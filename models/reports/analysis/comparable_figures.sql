-- The standard line items of every company in their latest periods. Where a
-- company does not print the first line item of an item the next one counts,
-- and the row says which it is, the tag behind it and what the proof says. A
-- latest quarter, or the twelve months up to it, that is not known says why.
{% set series = ['company_key', 'accounting_standard', 'currency'] %}
{% set flow_spans = {
    'quarter': ('quarter', 'true'),
    'year_to_date': ('year_to_date', 'true'),
    'year': ('year_to_date', 'flows.fiscal_quarter = 4'),
} %}

with

flows_to_date as (
    select * from {{ ref('flows') }}
    where segment_key = 'total' and product_key = 'total'
),

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
        flows.{{ columns }}_share_percent as share_percent,
        flows.{{ columns }}_metric_key as metric_key,
        flows.{{ columns }}_verdict as verdict,
        flows.{{ columns }}_year_ago_verdict as year_ago_verdict
    from flows_to_date as flows
    where {{ condition }}
    union all
    {%- endfor %}
    select
        {{ 'years.' ~ series | join(',\n        years.') }},
        'trailing_twelve_months' as span,
        years.line_item_key,
        years.period_end,
        years.unit,
        years.value,
        years.year_ago as value_year_ago,
        years.growth_percent,
        years.growth_missing_reason,
        years.share_percent,
        years.metric_key,
        years.verdict,
        years.year_ago_verdict
    from {{ ref('trailing_years') }} as years
    where years.segment_key = 'total' and years.product_key = 'total'
    union all
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
        balances.share_percent,
        balances.metric_key,
        balances.verdict,
        balances.year_ago_verdict
    from {{ ref('balances') }} as balances
    where balances.segment_key = 'total' and balances.product_key = 'total'
),

numbers as (
    select
        flows.*,
        cast(null as varchar) as missing_reason
    from flows
    where flows.value is not null
    union all
    select
        {{ 'spans.' ~ series | join(',\n        spans.') }},
        spans.span,
        spans.line_item_key,
        periods.end_date as period_end,
        spans.unit,
        {%- for number in [
            'value', 'value_year_ago', 'growth_percent',
        ] %}
        cast(null as decimal(26, 6)) as {{ number }},
        {%- endfor %}
        'amount_unknown' as growth_missing_reason,
        cast(null as decimal(26, 6)) as share_percent,
        {%- for text in ['metric_key', 'verdict', 'year_ago_verdict'] %}
        cast(null as varchar) as {{ text }},
        {%- endfor %}
        spans.missing_reason
    from {{ ref('fct_discrete_periods') }} as spans
    inner join {{ ref('dim_period') }} as periods
        on spans.period_key = periods.period_key
    where
        spans.missing_reason is not null
        and spans.scenario_key = 'actual'
        and spans.segment_key = 'total'
        and spans.product_key = 'total'
),

candidates as (
    select
        numbers.*,
        items.comparable_item,
        items.label,
        items.display_order,
        row_number() over (
            partition by
                {{ 'numbers.' ~ series | join(', numbers.') }}, numbers.span,
                items.comparable_item
            order by
                numbers.period_end desc,
                numbers.value is null asc,
                items.preference asc
        ) as recency
    from numbers
    inner join {{ ref('dim_comparable_item') }} as items
        on numbers.line_item_key = items.line_item_key
),

-- What shares are of: revenues, or total assets at the day of a balance.
wholes as (
    select * from flows
    where line_item_key = case span
        when 'balance' then 'total_assets' else 'revenues'
    end
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
        case candidates.span
            when 'quarter' then 3
            when 'trailing_twelve_months' then 12
            else metrics.months
        end as months,
        candidates.unit,
        candidates.value,
        candidates.missing_reason,
        candidates.value_year_ago,
        candidates.growth_percent,
        candidates.growth_missing_reason,
        {%- for whole, condition in {
            'revenues': '<>', 'assets': '=',
        }.items() %}
        case
            when candidates.span {{ condition }} 'balance'
                then candidates.share_percent
        end as share_of_{{ whole }}_percent,
        {%- endfor %}
        candidates.line_item_key,
        figures.concept,
        figures.printed_label,
        candidates.metric_key,
        metrics.figure_key,
        candidates.verdict,
        verdicts.contradicted_by,
        candidates.year_ago_verdict,
        case
            when candidates.share_percent is not null
                then {{ worse_verdict(
                    'candidates.verdict', 'wholes.verdict'
                ) }}
        end as share_verdict
    from candidates
    inner join {{ ref('dim_company') }} as companies
        on candidates.company_key = companies.company_key
    left join wholes
        on
            {{ same('candidates', 'wholes', series + ['span', 'period_end']) }}
    left join {{ ref('fct_metrics') }} as metrics
        on candidates.metric_key = metrics.metric_key
    left join {{ ref('fct_reported_figures') }} as figures
        on metrics.figure_key = figures.figure_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on candidates.metric_key = verdicts.metric_key
    where candidates.recency = 1
)

select * from final
