-- The quarters that lie in what is printed, and the twelve months up to the end
-- of each, for every series of a fact over time: what an analyst will ask for.
{% set series = fact_identity(without=['period_key']) %}
{% set columns = series + ['unit', 'calendar_key'] %}

with

printed as (
    select
        {%- for column in columns %}
        reported.{{ column }},
        {%- endfor %}
        reported.release_id,
        periods.first_quarter_number,
        periods.last_quarter_number
    from {{ ref('int_reported_facts') }} as reported
    inner join {{ ref('int_calendar_periods') }} as periods
        on reported.period_key = periods.period_key
    where
        reported.scenario_key = 'actual' and reported.period_start is not null
),

calendar_periods as (
    select
        periods.*,
        quarters.fiscal_year_start,
        quarters.previous_year_start
    from {{ ref('int_calendar_periods') }} as periods
    inner join {{ ref('int_fiscal_quarters') }} as quarters
        on
            periods.calendar_key = quarters.calendar_key
            and periods.last_quarter_number = quarters.quarter_number
),

spans as (
    {%- for span, is_span in {
        'quarter': 'is_quarter', 'trailing_twelve_months': 'months = 12',
    }.items() %}
    select
        {%- for column in columns %}
        printed.{{ column }},
        {%- endfor %}
        printed.release_id,
        '{{ span }}' as span,
        periods.period_start,
        periods.period_end,
        periods.period_key,
        periods.fiscal_year_start,
        periods.previous_year_start
    from printed
    inner join calendar_periods as periods
        on
            printed.calendar_key = periods.calendar_key
            and periods.last_quarter_number
            between printed.first_quarter_number
            and printed.last_quarter_number
    where periods.{{ is_span }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        {{ columns | join(',\n        ') }},
        max(release_id) as release_id,
        span,
        period_start,
        period_end,
        period_key,
        fiscal_year_start,
        previous_year_start
    from spans
    group by
        {{ columns | join(', ') }}, span, period_start, period_end, period_key,
        fiscal_year_start, previous_year_start
)

select * from final
