with

periods as (
    select
        *,
        {{ period_key(
            months_earlier(12, 'period_start'),
            months_earlier(12, 'period_end'),
            'fiscal_year_end_month'
        ) }} as year_ago_key,
        {{ period_key(
            months_earlier('months', 'period_start'),
            months_earlier('coalesce(months, 3)', 'period_end'),
            'fiscal_year_end_month'
        ) }} as previous_key
    from {{ ref('int_periods') }}
),

final as (
    select
        periods.period_key,
        periods.period_start as start_date,
        periods.period_end as end_date,
        case
            when periods.period_start is null then 'instant' else 'duration'
        end as period_type,
        periods.months,
        coalesce(periods.period_start = periods.fiscal_year_start, false)
            as is_cumulative,
        cast(
            extract(year from periods.fiscal_year_start)
            + case
                when periods.fiscal_year_named_after = 'start' then 0
                when periods.fiscal_year_end_month = 12 then 0
                else 1
            end as integer
        ) as fiscal_year,
        case
            when periods.months_into_fiscal_year < 3 then 1
            when periods.months_into_fiscal_year < 6 then 2
            when periods.months_into_fiscal_year < 9 then 3
            else 4
        end as fiscal_quarter,
        periods.fiscal_year_end_month,
        year_ago.period_key as year_ago_period_key,
        previous.period_key as previous_period_key
    from periods
    left join {{ ref('int_periods') }} as year_ago
        on periods.year_ago_key = year_ago.period_key
    left join {{ ref('int_periods') }} as previous
        on periods.previous_key = previous.period_key
)

select * from final
