-- How periods lie to each other, from their dates alone: what opens and closes
-- one, what it is compared with, and the quarters it consists of. Whether a
-- release says anything about a related period is not asked here.
{% set quarters = ['first', 'second', 'third', 'fourth'] %}

{% set relations = {
    'same': ('true', 'period_start', 'period_end'),
    'initial_forecast': ('true', 'period_start', 'period_end'),
    'full_year': ('months = 12', 'period_start', 'period_end'),
    'opening': ('months > 0', 'null', add_days(-1, 'period_start')),
    'closing': ('months > 0', 'null', 'period_end'),
    'year_ago': (
        'true',
        months_earlier(12, 'period_start'),
        months_earlier(12, 'period_end'),
    ),
    'previous_year_end': (
        'months is null', 'null', add_days(-1, 'fiscal_year_start')
    ),
    'previous_quarter': (
        'months > 0',
        months_earlier(3, 'period_start'),
        add_days(-1, 'period_start'),
    ),
    'before_last_quarter': (
        'months > 3', 'period_start', months_earlier(3, 'period_end')
    ),
    'last_quarter': (
        'months > 3', add_days(1, months_earlier(3, 'period_end')), 'period_end'
    ),
} %}
{% for name in quarters %}
    {% do relations.update({name ~ '_quarter': (
        'months = 12',
        months_earlier(-3 * loop.index0, 'period_start'),
        add_days(-1, months_earlier(-3 * loop.index, 'period_start')),
    )}) %}
{% endfor %}

with

periods as (
    select
        period_key,
        period_start,
        period_end,
        fiscal_year_end_month
    from {{ ref('int_figures') }}
    group by 1, 2, 3, 4
),

-- A growth speaks of the period a year ago, printed or not.
periods_and_year_ago as (
    select * from periods
    union
    select
        {{ period_key(
            months_earlier(12, 'period_start'),
            months_earlier(12, 'period_end'),
            'fiscal_year_end_month'
        ) }} as period_key,
        {{ months_earlier(12, 'period_start') }} as period_start,
        {{ months_earlier(12, 'period_end') }} as period_end,
        fiscal_year_end_month
    from periods
),

dated_periods as (
    select
        *,
        {{ dbt.datediff('period_start', 'period_end', 'month') }} + 1 as months,
        {{ fiscal_year_start('period_end', 'fiscal_year_end_month') }}
            as fiscal_year_start
    from periods_and_year_ago
),

related_dates as (
    {%- for relation, (condition, start_date, end_date) in relations.items() %}
    select
        period_key,
        fiscal_year_end_month,
        '{{ relation }}' as relation,
        cast({{ start_date }} as date) as related_start,
        cast({{ end_date }} as date) as related_end
    from dated_periods
    where {{ condition }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        period_key,
        relation,
        {{ period_key(
            'related_start', 'related_end', 'fiscal_year_end_month'
        ) }} as related_period_key
    from related_dates
)

select * from final
