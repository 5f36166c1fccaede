-- What the fiscal years of each calendar follow, and from when until when. The
-- first rule of a calendar holds for what came before too.
{% set days = [
    'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday',
    'sunday',
] %}

with

calendars as (
    select
        calendar_key,
        min(company_key) as company_key,
        min(fiscal_year_end_month) as end_month,
        max(fiscal_year_named_after) as named_after
    from {{ ref('stg_reference__calendars') }}
    group by 1
),

own_rules as (
    select
        calendars.calendar_key,
        {{ dbt.safe_cast('rules.valid_from', 'date') }} as valid_from,
        rules.rule,
        cast(rules.end_month as integer) as end_month,
        cast(rules.end_day as integer) as end_day,
        case rules.weekday
            {%- for day in days %}
            when '{{ day }}' then {{ loop.index0 }}
            {%- endfor %}
        end as weekday,
        cast(coalesce(rules.long_quarter, '4') as integer) as long_quarter,
        rules.named_after
    from {{ ref('fiscal_calendars') }} as rules
    inner join calendars
        on rules.company_key = calendars.calendar_key
),

plain_rules as (
    select
        calendar_key,
        cast(null as date) as valid_from,
        'month_end' as rule,
        end_month,
        cast(null as integer) as end_day,
        cast(null as integer) as weekday,
        4 as long_quarter,
        named_after
    from calendars
    where
        calendar_key not in (
            select own_rules.calendar_key from own_rules
        )
),

rules as (
    select * from own_rules
    union all
    select * from plain_rules
),

ordered as (
    select
        *,
        row_number() over calendar as rule_number,
        lead(valid_from) over calendar as next_valid_from
    from rules
    window calendar as (partition by calendar_key order by valid_from)
),

final as (
    select
        calendar_key,
        rule_number,
        case
            when rule_number > 1 then valid_from else date '1900-01-01'
        end as valid_from,
        coalesce({{ add_days(-1, 'next_valid_from') }}, date '9999-12-31')
            as valid_until,
        rule,
        end_month,
        end_day,
        weekday,
        long_quarter,
        named_after
    from ordered
)

select * from final
