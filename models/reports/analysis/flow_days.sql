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
    select
        {{ series | join(',\n        ') }},
        {{ series | join(" || '/' || ") }} as series_key,
        fiscal_year,
        lag(fiscal_year) over (
            partition by {{ series | join(', ') }} order by fiscal_year
        ) as previous_fiscal_year
    from flows
    group by {{ series | join(', ') }}, fiscal_year
),

fiscal_quarters as (
    select * from {{ ref('fiscal_quarters') }}
),

fiscal_years as (
    select
        company_key,
        fiscal_year,
        min(quarter_number) as first_number,
        max(quarter_number) as last_number
    from fiscal_quarters
    group by company_key, fiscal_year
),

-- Those of a year, and one before and one after it. Each is there once, and
-- grouped: else DuckDB joins all quarters of a company to each series first.
quarters_of_years as (
    select
        years.company_key,
        years.fiscal_year as known_year,
        quarters.fiscal_quarter_key,
        quarters.quarter_number,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        quarters.first_day,
        quarters.last_day
    from fiscal_years as years
    inner join fiscal_quarters as quarters
        on
            years.company_key = quarters.company_key
            and quarters.quarter_number
            between years.first_number - 1 and years.last_number + 1
    group by
        years.company_key, years.fiscal_year, quarters.fiscal_quarter_key,
        quarters.quarter_number, quarters.fiscal_year, quarters.fiscal_quarter,
        quarters.first_day, quarters.last_day
),

-- Of a year that anything is known of; once, where the year before has it too.
quarters_of_series as (
    select
        {{ 'known_years.' ~ series | join(',\n        known_years.') }},
        known_years.series_key,
        quarters.fiscal_quarter_key,
        quarters.quarter_number,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        quarters.first_day,
        quarters.last_day
    from known_years
    inner join quarters_of_years as quarters
        on
            known_years.company_key = quarters.company_key
            and known_years.fiscal_year = quarters.known_year
    left join fiscal_years as previous_years
        on
            known_years.company_key = previous_years.company_key
            and known_years.previous_fiscal_year = previous_years.fiscal_year
    where
        quarters.quarter_number
        > coalesce(previous_years.last_number + 1, 0)
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
    select
        {{ 'quarters.' ~ series | join(',\n        quarters.') }},
        quarters.series_key,
        quarters.fiscal_quarter_key,
        case
            when days.is_last_day then quarters.last_day
            else quarters.first_day
        end as day,
        days.is_last_day,
        quarters.quarter_number,
        quarters.fiscal_quarter,
        {{ 'quarters.' ~ known | join(',\n        quarters.') }}
    from quarters
    cross join (values (false), (true)) as days (is_last_day)
)

select * from final
