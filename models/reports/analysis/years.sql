-- The usual numbers of every company, a row a fiscal year: its flows, and the
-- balances at its end.
with

periods as (
    select
        company_key,
        fiscal_year,
        max(end_date) as end_date
    from {{ ref('dim_fiscal_quarter') }}
    group by company_key, fiscal_year
),

final as (
    {{ wide_table(wide_columns('year_to_date'), 'periods', ['fiscal_year']) }}
)

select * from final
order by company_key, accounting_standard, currency, period_end
