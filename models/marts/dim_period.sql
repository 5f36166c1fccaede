{%- set shifts = {'year_ago': 12, 'quarter_ago': 3} -%}

with

periods as (
    select
        *,
        -- A period that ends with its month still does so a year or a quarter
        -- earlier, whatever the length of the month.
        {{ dbt.last_day('period_end', 'month') }} = period_end
            as ends_with_month
    from {{ ref('int_periods') }}
),

shifted as (
    select
        *,
        {%- for name, start_months, end_months in [
            ('year_ago', '12', '12'),
            ('previous', 'months', 'coalesce(months, 3)'),
        ] %}
        {{ period_key(
            shift_date('period_start', start_months, false),
            shift_date('period_end', end_months, 'ends_with_month'),
            'fiscal_year_end_month'
        ) }} as {{ name }}_key{{ ',' if not loop.last }}
        {%- endfor %}
    from periods
),

final as (
    select
        shifted.period_key,
        shifted.period_start as start_date,
        shifted.period_end as end_date,
        case
            when shifted.period_start is null then 'instant' else 'duration'
        end as period_type,
        shifted.months,
        coalesce(shifted.period_start = shifted.fiscal_year_start, false)
            as is_cumulative,
        cast(
            extract(year from shifted.fiscal_year_start)
            + case
                when shifted.fiscal_year_named_after = 'start' then 0
                when shifted.fiscal_year_end_month = 12 then 0
                else 1
            end as integer
        ) as fiscal_year,
        cast(
            floor(shifted.months_into_fiscal_year * cast(0.3334 as decimal(5, 4)))
            + 1 as integer
        ) as fiscal_quarter,
        shifted.fiscal_year_end_month,
        year_ago.period_key as year_ago_period_key,
        previous.period_key as previous_period_key
    from shifted
    left join periods as year_ago
        on shifted.year_ago_key = year_ago.period_key
    left join periods as previous
        on shifted.previous_key = previous.period_key
)

select * from final
