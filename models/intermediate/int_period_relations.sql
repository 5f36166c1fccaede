-- How periods lie to each other, by their dates and their place in the
-- calendar: what opens and closes one, what it is compared with, and the
-- quarters it consists of. Whether a release says anything about a related
-- period is not asked here.
{% set quarters = ['first', 'second', 'third', 'fourth'] %}

{% set relations = {
    'same': ('true', 'period_start', 'period_end'),
    'initial_forecast': ('true', 'period_start', 'period_end'),
    'full_year': (
        'months = 12 or is_fiscal_year', 'period_start', 'period_end'
    ),
    'opening': (
        'period_start is not null', 'null', add_days(-1, 'period_start')
    ),
    'closing': ('period_start is not null', 'null', 'period_end'),
    'year_ago': ('true', 'year_ago_start', 'year_ago_end'),
    'previous_year_end': (
        'period_start is null', 'null', add_days(-1, 'fiscal_year_start')
    ),
    'previous_quarter': (
        'quarter_before_start is not null', 'quarter_before_start',
        add_days(-1, 'period_start'),
    ),
    'before_last_quarter': (
        'last_quarter_start > period_start', 'period_start',
        add_days(-1, 'last_quarter_start'),
    ),
    'last_quarter': (
        'last_quarter_start > period_start', 'last_quarter_start', 'period_end'
    ),
} %}

with

periods as (
    select
        period_key,
        period_start,
        period_end,
        calendar_key
    from {{ ref('int_figures') }}
    group by 1, 2, 3, 4
),

in_calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

quarters as (
    select * from {{ ref('int_fiscal_quarters') }}
),

years_ago as (
    select
        periods.calendar_key,
    {%- for end in ['start', 'end'] %}
    case
        when in_calendar.period_key is not null
            then in_calendar.year_ago_{{ end }}
        else {{ months_earlier(12, 'periods.period_' ~ end) }}
    end as period_{{ end }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from periods
    left join in_calendar on periods.period_key = in_calendar.period_key
),

-- A growth speaks of the period a year ago, printed or not.
periods_and_years_ago as (
    select * from periods
    union
    select
        {{ period_key('period_start', 'period_end', 'calendar_key') }}
            as period_key,
        period_start,
        period_end,
        calendar_key
    from years_ago
),

placed_periods as (
    select
        periods.*,
        in_calendar.months,
        coalesce(in_calendar.is_fiscal_year, false) as is_fiscal_year,
        in_calendar.first_quarter_number,
        {%- for end in ['start', 'end'] %}
        case
            when in_calendar.period_key is not null
                then in_calendar.year_ago_{{ end }}
            else {{ months_earlier(12, 'periods.period_' ~ end) }}
        end as year_ago_{{ end }},
        {%- endfor %}
        years.start_date as fiscal_year_start,
        last_quarters.start_date as last_quarter_start,
        quarters_before.start_date as quarter_before_start
    from periods_and_years_ago as periods
    left join in_calendar on periods.period_key = in_calendar.period_key
    left join {{ ref('int_fiscal_years') }} as years
        on
            periods.calendar_key = years.calendar_key
            and periods.period_end between years.start_date and years.end_date
    left join quarters as last_quarters
        on
            in_calendar.calendar_key = last_quarters.calendar_key
            and in_calendar.last_quarter_number = last_quarters.quarter_number
            and last_quarters.is_quarter
    left join quarters as quarters_before
        on
            periods.calendar_key = quarters_before.calendar_key
            and {{ add_days(-1, 'periods.period_start') }}
            = quarters_before.end_date
            and quarters_before.is_quarter
),

related_dates as (
    {%- for relation, (condition, start_date, end_date) in relations.items() %}
    select
        period_key,
        calendar_key,
        '{{ relation }}' as relation,
        cast({{ start_date }} as date) as related_start,
        cast({{ end_date }} as date) as related_end
    from placed_periods
    where {{ condition }}
    union all
    {%- endfor %}
    select
        periods.period_key,
        periods.calendar_key,
        case quarters.quarter_number - periods.first_quarter_number
            {%- for name in quarters %}
            when {{ loop.index0 }} then '{{ name }}_quarter'
            {%- endfor %}
        end as relation,
        quarters.start_date as related_start,
        quarters.end_date as related_end
    from placed_periods as periods
    inner join quarters
        on
            periods.calendar_key = quarters.calendar_key
            and quarters.quarter_number between periods.first_quarter_number
            and periods.first_quarter_number + 3
            and periods.period_end >= quarters.end_date
    where
        quarters.is_quarter
        and (periods.months = 12 or periods.is_fiscal_year)
),

final as (
    select
        period_key,
        relation,
        {{ period_key('related_start', 'related_end', 'calendar_key') }}
            as related_period_key
    from related_dates
)

select * from final
