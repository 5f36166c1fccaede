-- Every period that a figure or a derived fact is about, with its place in the
-- company's calendar, and the periods that it is compared with.
with

distinct_periods as (
    select
        period_key,
        period_start,
        period_end,
        calendar_key
    from {{ ref('int_release_periods') }}
    group by 1, 2, 3, 4
),

-- What is no time of the calendar has the length that its dates give, where
-- that is whole months before a whole number of months to the end of the year.
-- Three months are taken for a quarter, so no others are three months long.
dated_periods as (
    select
        periods.*,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        quarters.fiscal_year_start,
        quarters.fiscal_year_end,
        case
            when
                periods.period_end = quarters.fiscal_year_end
                or {{ whole_months(
                    add_days(1, 'periods.period_end'),
                    'quarters.fiscal_year_end'
                ) }} is not null
                then {{ whole_months(
                    'periods.period_start', 'periods.period_end'
                ) }}
        end as months
    from distinct_periods as periods
    inner join {{ ref('int_fiscal_quarters') }} as quarters
        on
            periods.calendar_key = quarters.calendar_key
            and periods.period_end
            between quarters.start_date and quarters.end_date
),

final as (
    select
        periods.period_key,
        periods.period_start,
        periods.period_end,
        periods.calendar_key,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.fiscal_year_start,
        periods.fiscal_year_end,
        case
            when in_calendar.period_key is not null then in_calendar.months
            when periods.months % 3 <> 0 then periods.months
        end as months,
        in_calendar.weeks,
        periods.period_start is null
        or in_calendar.period_key is not null as is_in_calendar,
        {%- for flag in ['is_quarter', 'is_cumulative', 'is_fiscal_year'] %}
        coalesce(in_calendar.{{ flag }}, false) as {{ flag }},
        {%- endfor %}
        {%- for name, months in [
            ('year_ago', '12'), ('previous', 'coalesce(periods.months, 3)'),
        ] %}
    case
        when in_calendar.period_key is not null
            then {{ period_key(
                    'in_calendar.' ~ name ~ '_start',
                    'in_calendar.' ~ name ~ '_end', 'periods.calendar_key'
                ) }}
        else {{ period_key(
                months_earlier(months, 'periods.period_start'),
                months_earlier(months, 'periods.period_end'),
                'periods.calendar_key'
            ) }}
    end as {{ name }}_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from dated_periods as periods
    left join {{ ref('int_calendar_periods') }} as in_calendar
        on periods.period_key = in_calendar.period_key
)

select * from final
