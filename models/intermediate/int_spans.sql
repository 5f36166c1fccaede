-- The quarters that lie in what is printed, and the twelve months up to the end
-- of each, for every series of a fact over time: what an analyst will ask for.
{% set series = fact_identity(without=['period_key']) %}
{% set columns = series + ['unit', 'calendar_key'] %}
{% set range = [
    'calendar_key', 'first_quarter_number', 'last_quarter_number',
] %}

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

ranges as (
    select distinct {{ range | join(', ') }} from printed
),

-- Few lengths of time are printed, and each of them by many series.
spans_of_ranges as (
    {%- for span, is_span in {
        'quarter': 'is_quarter', 'trailing_twelve_months': 'months = 12',
    }.items() %}
    select
        {{ 'ranges.' ~ range | join(',\n        ranges.') }},
        '{{ span }}' as span,
        periods.period_start,
        periods.period_end,
        periods.period_key,
        periods.fiscal_year_start,
        periods.previous_year_start
    from ranges
    inner join calendar_periods as periods
        on
            ranges.calendar_key = periods.calendar_key
            and periods.last_quarter_number
            between ranges.first_quarter_number
            and ranges.last_quarter_number
    where periods.{{ is_span }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        {{ 'printed.' ~ columns | join(',\n        printed.') }},
        max(printed.release_id) as release_id,
        spans.span,
        spans.period_start,
        spans.period_end,
        spans.period_key,
        spans.fiscal_year_start,
        spans.previous_year_start
    from printed
    inner join spans_of_ranges as spans
        on
            {{ same('printed', 'spans', range) }}
    group by
        {{ 'printed.' ~ columns | join(', printed.') }}, spans.span,
        spans.period_start, spans.period_end, spans.period_key,
        spans.fiscal_year_start, spans.previous_year_start
)

select * from final
