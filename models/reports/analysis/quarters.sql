-- The usual numbers of every company, a row a fiscal quarter: its flows, the
-- balances at its end, and the twelve months up to it.
{% set columns = wide_columns('quarter', trailing={
    'revenues': 2, 'operating_income': 2, 'net_income': 2,
    'diluted_earnings_per_share': 4, 'net_cash_operating': 2,
    'free_cash_flow': 2,
}) %}

with

periods as (
    select * from {{ ref('dim_fiscal_quarter') }}
),

final as (
    {{ wide_table(columns, 'periods', ['fiscal_year', 'fiscal_quarter']) }}
)

select * from final
order by company_key, accounting_standard, currency, period_end
