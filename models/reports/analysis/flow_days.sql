-- The first and the last day of every fiscal quarter of every flow, with what
-- is known of the time up to the last one: what MetricFlow groups. A group that
-- has both days of a quarter, and no other, is that quarter.
{% set series = [
    'company_key', 'accounting_standard', 'currency', 'line_item_key',
    'segment_key', 'product_key',
] %}
{% set known = [
    'quarter', 'quarter_growth_percent', 'year_to_date',
    'year_to_date_growth_percent', 'trailing_year_start', 'trailing_year',
    'trailing_year_growth_percent',
] %}

with

flows as (
    select * from {{ ref('flows') }}
),

years as (
    select * from {{ ref('fct_metrics') }}
    where scenario_key = 'actual' and months = 12
),

trailing_years as (
    select
        years.*,
        {{ growth_percent('years.value', 'year_ago.value') }} as growth_percent
    from years
    inner join {{ ref('dim_period') }} as periods
        on years.period_key = periods.period_key
    left join years as year_ago
        on
            {{ same('years', 'year_ago', series) }}
            and periods.year_ago_period_key = year_ago.period_key
),

known_years as (
    select {{ series | join(', ') }}, fiscal_year
    from flows
    group by {{ series | join(', ') }}, fiscal_year
),

known_quarters as (
    select
        {{ 'known_years.' ~ series | join(',\n        known_years.') }},
        quarters.quarter_number
    from known_years
    inner join {{ ref('fiscal_quarters') }} as quarters
        on
            known_years.company_key = quarters.company_key
            and known_years.fiscal_year = quarters.fiscal_year
),

-- Of a year that anything is known of, and one before and one after it.
quarters_of_series as (
    select
        {{ 'known.' ~ series | join(',\n        known.') }},
        quarters.fiscal_quarter_key,
        quarters.quarter_number,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        quarters.first_day,
        quarters.last_day
    from known_quarters as known
    inner join {{ ref('fiscal_quarters') }} as quarters
        on
            known.company_key = quarters.company_key
            and quarters.quarter_number
            between known.quarter_number - 1 and known.quarter_number + 1
    group by
        {{ 'known.' ~ series | join(', known.') }},
        quarters.fiscal_quarter_key, quarters.quarter_number,
        quarters.fiscal_year,
        quarters.fiscal_quarter, quarters.first_day, quarters.last_day
),

quarters as (
    select
        quarters.*,
        flows.quarter,
        flows.quarter_growth_percent,
        flows.year_to_date,
        flows.year_to_date_growth_percent,
        trailing_years.period_start as trailing_year_start,
        trailing_years.value as trailing_year,
        trailing_years.growth_percent as trailing_year_growth_percent
    from quarters_of_series as quarters
    left join flows
        on
            {{ same('quarters', 'flows',
                series + ['fiscal_year', 'fiscal_quarter']) }}
    left join trailing_years
        on
            {{ same('quarters', 'trailing_years', series) }}
            and quarters.last_day = trailing_years.period_end
),

final as (
    {%- for day in ['first_day', 'last_day'] %}
    select
        {{ series | join(',\n        ') }},
        {{ series | join(" || '/' || ") }} as series_key,
        fiscal_quarter_key,
        {{ day }} as day,
        {{ 'true' if day == 'last_day' else 'false' }} as is_last_day,
        quarter_number,
        fiscal_quarter,
        {{ known | join(',\n        ') }}
    from quarters
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
)

select * from final
