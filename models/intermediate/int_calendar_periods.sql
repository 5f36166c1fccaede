-- Every period that is made of quarters: one to four that follow each other,
-- each fiscal year up to the end of any of its quarters or to its own end, and
-- the day on which any of them ends. Another has no place in the calendar.
with

quarters as (
    select
        *,
        sum(case when is_quarter then 0 else 1 end) over (
            partition by calendar_key order by quarter_number
        ) as remainder_count
    from {{ ref('int_fiscal_quarters') }}
),

runs as (
    select
        first_quarters.calendar_key,
        first_quarters.quarter_number as first_quarter_number,
        last_quarters.quarter_number as last_quarter_number,
        first_quarters.start_date as period_start,
        last_quarters.end_date as period_end,
        last_quarters.quarter_number - first_quarters.quarter_number + 1
            as quarter_count,
        first_quarters.is_quarter
        and first_quarters.remainder_count = last_quarters.remainder_count
            as is_whole,
        first_quarters.start_date = last_quarters.fiscal_year_start
            as is_cumulative,
        last_quarters.end_date = last_quarters.fiscal_year_end as ends_year,
        last_quarters.fiscal_year,
        last_quarters.fiscal_quarter,
        last_quarters.year_months,
        first_quarters.is_of_weeks and last_quarters.is_of_weeks as is_of_weeks
    from quarters as first_quarters
    inner join quarters as last_quarters
        on
            first_quarters.calendar_key = last_quarters.calendar_key
            and last_quarters.quarter_number
            between first_quarters.quarter_number
            and first_quarters.quarter_number + 9
),

durations as (
    select
        *,
        case
            when is_whole then 3 * quarter_count else year_months
        end as months,
        case
            when is_of_weeks then cast(floor(({{ dbt.datediff(
                'period_start', 'period_end', 'day'
            ) }} + 1) / 7) as integer)
        end as weeks
    from runs
    where (is_whole and quarter_count <= 4) or is_cumulative
),

instants as (
    select
        calendar_key,
        quarter_number as first_quarter_number,
        quarter_number as last_quarter_number,
        cast(null as date) as period_start,
        end_date as period_end,
        0 as quarter_count,
        is_quarter as is_whole,
        false as is_cumulative,
        end_date = fiscal_year_end as ends_year,
        fiscal_year,
        fiscal_quarter,
        year_months,
        is_of_weeks,
        cast(null as integer) as months,
        cast(null as integer) as weeks
    from quarters
),

periods as (
    select
        *,
        {{ period_key('period_start', 'period_end', 'calendar_key') }}
            as period_key
    from (
        select * from durations
        union all
        select * from instants
    ) as durations_and_instants
),

-- A year ago by place in the calendar: as many quarters, four quarters before.
-- Where years of another length lie between, it is what has the same dates.
final as (
    select
        periods.calendar_key,
        periods.period_key,
        periods.period_start,
        periods.period_end,
        periods.first_quarter_number,
        periods.last_quarter_number,
        cast(periods.months as integer) as months,
        periods.weeks,
        periods.is_whole and periods.quarter_count = 1 as is_quarter,
        periods.is_cumulative,
        periods.is_cumulative and periods.ends_year as is_fiscal_year,
        periods.fiscal_year,
        periods.fiscal_quarter,
    {%- for end in ['start', 'end'] %}
    case
        when year_ago.period_key is not null then year_ago.period_{{ end }}
        else {{ months_earlier(12, 'periods.period_' ~ end) }}
    end as year_ago_{{ end }},
    previous.period_{{ end }} as previous_{{ end }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from periods
    left join periods as year_ago
        on
            periods.calendar_key = year_ago.calendar_key
            and periods.quarter_count = year_ago.quarter_count
            and periods.last_quarter_number = year_ago.last_quarter_number + 4
            and periods.is_whole
            and year_ago.is_whole
            and {{ dbt.datediff(
                'year_ago.period_end', 'periods.period_end', 'day'
            ) }} between 357 and 378
    left join periods as previous
        on
            periods.calendar_key = previous.calendar_key
            and periods.quarter_count = previous.quarter_count
            and periods.first_quarter_number = previous.last_quarter_number + 1
            and periods.is_whole
            and previous.is_whole
)

select * from final
