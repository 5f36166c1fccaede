-- Every period that a figure or a derived fact is about, with its place in the
-- company's fiscal year.
with

distinct_periods as (
    select
        periods.period_key,
        periods.period_start,
        periods.period_end,
        periods.fiscal_year_end_month,
        max(companies.fiscal_year_named_after) as fiscal_year_named_after
    from {{ ref('int_release_periods') }} as periods
    left join {{ ref('companies') }} as companies
        on periods.company_key = companies.company_key
    group by 1, 2, 3, 4
),

final as (
    select
        *,
        {{ months_into_fiscal_year('period_end', 'fiscal_year_end_month') }}
            as months_into_fiscal_year,
        {{ fiscal_year_start('period_end', 'fiscal_year_end_month') }}
            as fiscal_year_start,
        cast(
            {{ dbt.datediff('period_start', 'period_end', 'month') }} + 1
            as integer
        ) as months
    from distinct_periods
)

select * from final
