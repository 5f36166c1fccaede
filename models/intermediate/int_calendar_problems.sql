-- Calendars that do not say what the fiscal years are.
with

companies as (
    select company_key from {{ ref('stg_reference__calendars') }}
),

rules as (
    select
        'fiscal_calendars' as statement,
        cast(null as varchar) as release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        company_key || ' from ' || coalesce(valid_from, 'nothing') as label,
        company_key,
        {{ dbt.safe_cast('valid_from', 'date') }} as valid_from,
        rule,
        end_month,
        end_day,
        weekday
    from {{ ref('fiscal_calendars') }}
),

incomplete_rules as (
    select
        {{ input_problem(
            'incomplete_calendar_rule',
            "'a known company, the first day of a fiscal year as YYYY-MM-DD, '
            || 'an end_month, for day_of_month an end_day, and a weekday for '
            || 'last_weekday and nearest_weekday alone'",
            'complete the row of fiscal_calendars.csv',
            figure='rule',
        ) }}
    from rules
    where
        company_key not in (select companies.company_key from companies)
        or valid_from is null
        or end_month is null
        or (rule = 'day_of_month' and end_day is null)
        or (rule in ('month_end', 'last_weekday') and end_day is not null)
        or (rule in ('last_weekday', 'nearest_weekday'))
        <> (weekday is not null)
),

listed as (
    select
        'fiscal_years' as statement,
        cast(null as varchar) as release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        company_key || ' ' || fiscal_year as label,
        company_key,
        fiscal_year,
        {{ dbt.safe_cast('start_date', 'date') }} as first_day,
        {{ dbt.safe_cast('end_date', 'date') }} as last_day
    from {{ ref('fiscal_years') }}
),

incomplete_years as (
    select
        {{ input_problem(
            'incomplete_fiscal_year',
            "'a known company, a first day and a later last day as '
            || 'YYYY-MM-DD, and no day of another row of the company'",
            'correct the row of fiscal_years.csv',
        ) }}
    from listed
    where
        company_key not in (select companies.company_key from companies)
        or first_day is null
        or last_day is null
        or first_day >= last_day
        or exists (
            select 1 from listed as others
            where
                listed.company_key = others.company_key
                and listed.first_day > others.first_day
                and listed.first_day <= others.last_day
        )
),

listed_quarters as (
    select
        'fiscal_quarter_ends' as statement,
        cast(null as varchar) as release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        company_key || ' ' || fiscal_year || ' Q' || fiscal_quarter as label,
        company_key,
        cast(fiscal_year as integer) as fiscal_year,
        cast(fiscal_quarter as integer) as fiscal_quarter,
        {{ dbt.safe_cast('end_date', 'date') }} as last_day
    from {{ ref('fiscal_quarter_ends') }}
),

-- A quarter ends on the day that is listed only where the calendar has it then.
misplaced_quarters as (
    select
        {{ input_problem(
            'misplaced_fiscal_quarter',
            "'a known company, and a day as YYYY-MM-DD within a fiscal year of '
            || 'this number, behind the quarters before it and before the last '
            || 'one'",
            'correct the row of fiscal_quarter_ends.csv',
        ) }}
    from listed_quarters
    where
        not exists (
            select 1 from {{ ref('int_fiscal_quarters') }} as quarters
            where
                {{ same('listed_quarters', 'quarters', [
                    'fiscal_year', 'fiscal_quarter',
                ]) }}
                and listed_quarters.company_key = quarters.calendar_key
                and listed_quarters.last_day = quarters.end_date
                and quarters.start_date <= quarters.end_date
                and quarters.end_date < quarters.fiscal_year_end
                and quarters.is_quarter
        )
),

-- A year that is asked for by its name is one year.
names as (
    select
        'fiscal_years' as statement,
        cast(null as varchar) as release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        calendar_key || ' ' || cast(fiscal_year as varchar) as label,
        {{ sorted_list('cast(start_date as varchar)') }} as first_days
    from {{ ref('int_fiscal_years') }}
    group by calendar_key, fiscal_year
    having count(*) > 1
),

repeated_names as (
    select
        {{ input_problem(
            'repeated_fiscal_year',
            "'one fiscal year of this name; these begin on ' || first_days",
            'name the years of one of the rules after their other end in '
            ~ 'fiscal_calendars.csv, or give one of the years another number '
            ~ 'by a row of fiscal_years.csv',
        ) }}
    from names
),

final as (
    {{- union_all([
        'incomplete_rules', 'incomplete_years', 'misplaced_quarters',
        'repeated_names',
    ]) }}
)

select * from final
