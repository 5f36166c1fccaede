-- The fiscal quarters of each company: those of every fiscal year that anything
-- is known of, and one before and after them. So neither a fiscal year nor one
-- of the calendar is taken for the part of it that is known.
{% set quarter = ['company_key', 'fiscal_year', 'fiscal_quarter'] %}
{% set around_year = [(-1, 4), (0, 1), (0, 2), (0, 3), (0, 4), (1, 1)] %}

with

known_quarters as (
    select
        metrics.company_key,
        periods.fiscal_year,
        periods.fiscal_quarter,
        max(case when periods.months = 3 then periods.start_date end)
            as first_day,
        max(case
            when periods.months = 3 or periods.is_cumulative
                then periods.end_date
        end) as last_day
    from {{ ref('fct_metrics') }} as metrics
    inner join {{ ref('dim_period') }} as periods
        on metrics.period_key = periods.period_key
    where metrics.scenario_key = 'actual'
    group by 1, 2, 3
),

ranked_quarters as (
    select
        *,
        row_number() over (
            partition by company_key
            order by
                case when last_day is null then 1 else 0 end,
                fiscal_year desc, fiscal_quarter desc
        ) as recency
    from known_quarters
),

quarters as (
    {%- for years, fiscal_quarter in around_year %}
    select
        company_key,
        fiscal_year + {{ years }} as fiscal_year,
        {{ fiscal_quarter }} as fiscal_quarter
    from known_quarters
    {{- '\n    union' if not loop.last }}
    {%- endfor %}
),

-- A quarter of which nothing is known ends as many quarters from the latest.
last_days as (
    select
        quarters.company_key,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        known.first_day,
        coalesce(known.last_day, {{ months_earlier(
            '3 * (4 * (latest.fiscal_year - quarters.fiscal_year)'
            ' + latest.fiscal_quarter - quarters.fiscal_quarter)',
            'latest.last_day'
        ) }}) as last_day
    from quarters
    inner join ranked_quarters as latest
        on
            quarters.company_key = latest.company_key
            and latest.recency = 1
    left join known_quarters as known
        on
            {{ same('quarters', 'known', quarter) }}
),

final as (
    select
        {{ fiscal_quarter_key() }} as fiscal_quarter_key,
        {{ quarter | join(',\n        ') }},
        4 * fiscal_year + fiscal_quarter as quarter_number,
        coalesce(first_day, {{ add_days(1, months_earlier(3, 'last_day')) }})
            as first_day,
        last_day
    from last_days
)

select * from final
