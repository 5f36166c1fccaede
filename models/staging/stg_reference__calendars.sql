with

companies_of_their_own as (
    select company_key from {{ ref('fiscal_calendars') }}
    union
    select company_key from {{ ref('fiscal_years') }}
    union
    select company_key from {{ ref('fiscal_quarter_ends') }}
),

-- Companies whose years end with one month, and are named alike, share their
-- periods. A calendar year has one name, whichever end it is named after.
final as (
    select
        companies.company_key,
        case
            when own.company_key is not null then companies.company_key
            else
                lpad(companies.fiscal_year_end_month, 2, '0')
                || case
                    when
                        companies.fiscal_year_named_after = 'end'
                        and companies.fiscal_year_end_month <> '12'
                        then '-end'
                    else ''
                end
        end as calendar_key,
        own.company_key is not null as is_of_company,
        cast(companies.fiscal_year_end_month as integer)
            as fiscal_year_end_month,
        companies.fiscal_year_named_after
    from {{ ref('companies') }} as companies
    left join companies_of_their_own as own
        on companies.company_key = own.company_key
)

select * from final
