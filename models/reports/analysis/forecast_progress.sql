-- How far along the fiscal year is towards what the company expects of it, and
-- what the rest of it has to bring. What is per share does not add up over a
-- year, except dividends: those of the quarters are those of the year.
{% set company = ['company_key', 'accounting_standard', 'currency'] %}
{% set series = company + ['line_item_key', 'segment_key', 'product_key'] %}
{% set quarter = ['fiscal_year', 'fiscal_quarter'] %}
{% set shown = company + quarter + [
    'period_end', 'line_item_key', 'scenario_key', 'unit', 'year_to_date',
    'full_year', 'full_year_year_ago', 'remaining', 'remaining_missing_reason',
    'remaining_year_ago', 'progress_percent', 'year_ago_progress_percent',
    'year_to_date_metric_key', 'latest_metric_key', 'full_year_metric_key',
    'full_year_year_ago_metric_key', 'year_ago_metric_key',
] %}

with

metrics as (
    select
        metrics.*,
        coalesce(metrics.new_shares, 1) as new,
        coalesce(metrics.old_shares, 1) as old,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.is_quarter,
        periods.is_cumulative,
        periods.is_fiscal_year,
        periods.year_ago_period_key,
        line_items.statement = 'dividends' as is_dividend,
        line_items.is_additive or line_items.statement = 'dividends'
            as is_summed
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on metrics.line_item_key = line_items.line_item_key
    where
        metrics.period_start is not null
        and not metrics.is_computed
        and metrics.segment_key = 'total'
        and metrics.product_key = 'total'
),

actuals as (
    select * from metrics
    where scenario_key = 'actual'
),

progress as (
    select
        progress.*,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.end_date as period_end,
        periods.year_ago_period_key,
        {{ metric_key('progress', {'scenario_key': "'actual'"}) }}
            as year_to_date_metric_key,
        {{ metric_key('progress', {
            'period_key': 'progress.full_year_period_key',
        }) }} as full_year_metric_key
    from {{ ref('fct_forecast_progress') }} as progress
    inner join {{ ref('dim_period') }} as periods
        on progress.period_key = periods.period_key
),

-- Where the year before is no base, the progress of it is not known.
added_up as (
    select
        progress.*,
        progress.value as year_to_date,
        progress.full_year_value as full_year,
        year_ago.full_year_value as full_year_year_ago,
        progress.full_year_value - progress.value as remaining,
        cast(null as varchar) as remaining_missing_reason,
        year_ago.full_year_value - year_ago.value as remaining_year_ago,
        progress.year_to_date_metric_key as latest_metric_key,
        year_ago.full_year_metric_key as full_year_year_ago_metric_key,
        year_ago.year_to_date_metric_key as year_ago_metric_key
    from progress
    left join progress as year_ago
        on
            {{ same('progress', 'year_ago', series) }}
            and progress.year_ago_period_key = year_ago.period_key
            and year_ago.scenario_key = 'actual'
            and progress.year_ago_progress_percent is not null
),

known_quarters as (
    select {{ (company + quarter) | join(', ') }}, period_end
    from actuals
    where is_cumulative or is_quarter
    group by {{ (company + quarter) | join(', ') }}, period_end
),

cumulative as (
    select
        *,
        metric_key as year_to_date_metric_key
    from actuals
    where is_cumulative
),

-- Of every quarter up to this one, on the same shares.
dividends as (
    select
        latest.metric_key,
        sum(paid.value) as value
    from actuals as latest
    inner join actuals as paid
        on
            {{ same('latest', 'paid',
                series + ['fiscal_year', 'new', 'old']) }}
            and latest.fiscal_quarter >= paid.fiscal_quarter
    where
        latest.is_dividend
        and latest.is_quarter
        and paid.is_quarter
        and {{ are_of_one_basis(['latest', 'paid']) }}
    group by latest.metric_key, latest.fiscal_quarter
    having count(*) = latest.fiscal_quarter
),

to_date as (
    {%- set columns = series + quarter + basis_columns() + [
        'new', 'old', 'published_at', 'metric_key',
    ] %}
    select
        {{ columns | join(',\n        ') }},
        value,
        year_to_date_metric_key
    from cumulative
    union all
    select
        {{ 'actuals.' ~ columns | join(',\n        actuals.') }},
        dividends.value,
        cast(null as varchar) as year_to_date_metric_key
    from actuals
    inner join dividends
        on actuals.metric_key = dividends.metric_key
    where not exists (
        select 1 from cumulative
        where {{ same('cumulative', 'actuals', series + quarter) }}
    )
),

targets as (
    select * from metrics
    where scenario_key <> 'actual' and is_fiscal_year
),

beside_targets as (
    select
        {{ 'targets.' ~ series | join(',\n        targets.') }},
        targets.scenario_key,
        targets.unit,
        targets.fiscal_year,
        known_quarters.fiscal_quarter,
        known_quarters.period_end,
        targets.value as full_year,
        targets.metric_key as full_year_metric_key,
        to_date.value as year_to_date,
        to_date.year_to_date_metric_key,
        to_date.metric_key as latest_metric_key,
        past_years.value as full_year_year_ago,
        past_years.metric_key as full_year_year_ago_metric_key,
        year_ago.year_to_date_metric_key as year_ago_metric_key,
        targets.is_summed,
        case
            when
                targets.is_dividend
                and {{ same('targets', 'to_date', ['new', 'old']) }}
                and {{ are_of_one_basis(['targets', 'to_date']) }}
                then targets.value - to_date.value
        end as remaining,
        case
            when
                targets.is_dividend
                and {{ same('past_years', 'year_ago', ['new', 'old']) }}
                and {{ are_of_one_basis(['past_years', 'year_ago']) }}
                then past_years.value - year_ago.value
        end as remaining_year_ago
    from targets
    inner join known_quarters
        on
            {{ same('targets', 'known_quarters', company + ['fiscal_year']) }}
    left join to_date
        on
            {{ same('targets', 'to_date', series) }}
            and {{ same('known_quarters', 'to_date', quarter) }}
    left join actuals as past_years
        on
            {{ same('targets', 'past_years', series) }}
            and targets.year_ago_period_key = past_years.period_key
    left join to_date as year_ago
        on
            {{ same('past_years', 'year_ago', series + ['fiscal_year']) }}
            and known_quarters.fiscal_quarter = year_ago.fiscal_quarter
    where not exists (
        select 1 from progress
        where
            {{ same('targets', 'progress',
                series + ['scenario_key', 'fiscal_year']) }}
            and known_quarters.fiscal_quarter = progress.fiscal_quarter
    )
),

not_added_up as (
    select
        *,
        case
            when not is_summed then 'not_additive'
            when year_to_date is null then 'year_to_date_unknown'
            when remaining is null then 'other_basis'
        end as remaining_missing_reason,
        cast(null as decimal(26, 6)) as progress_percent,
        cast(null as decimal(26, 6)) as year_ago_progress_percent
    from beside_targets
),

lines as (
    {%- for relation in ['added_up', 'not_added_up'] %}
    select
        {{ shown | join(',\n        ') }}
    from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        lines.company_key,
        lines.accounting_standard,
        lines.currency,
        lines.fiscal_year,
        lines.fiscal_quarter,
        lines.period_end,
        lines.line_item_key,
        line_items.label,
        line_items.display_order,
        lines.scenario_key,
        lines.unit,
        lines.year_to_date,
        lines.full_year,
        lines.full_year_year_ago,
        lines.remaining,
        lines.remaining_missing_reason,
        lines.remaining_year_ago,
        case
            when lines.remaining_year_ago is not null
                then cast(null as varchar)
            when lines.remaining_missing_reason = 'not_additive'
                then 'not_additive'
            else 'year_ago_unknown'
        end as remaining_year_ago_missing_reason,
        lines.progress_percent,
        lines.year_ago_progress_percent,
        lines.progress_percent - lines.year_ago_progress_percent
            as progress_change,
        lines.year_to_date_metric_key,
        lines.latest_metric_key,
        verdicts.verdict as year_to_date_verdict,
        lines.full_year_metric_key,
        lines.full_year_year_ago_metric_key,
        lines.year_ago_metric_key
    from lines
    inner join {{ ref('dim_line_item') }} as line_items
        on lines.line_item_key = line_items.line_item_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on lines.latest_metric_key = verdicts.metric_key
)

select * from final
order by
    company_key, accounting_standard, currency, period_end, display_order,
    scenario_key
