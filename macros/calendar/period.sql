{#
  The key of a period: an ISO 8601 interval, or a date for an instant, and the
  calendar whose fiscal years it is part of. Readable and stable.
#}
{% macro period_key(start_date, end_date, calendar_key) -%}
    coalesce(cast({{ start_date }} as varchar) || '/', '')
        || cast({{ end_date }} as varchar)
        || '@' || {{ calendar_key }}
{%- endmacro %}

{# The day before, or after, a date. #}
{% macro add_days(days, date) -%}
    cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}

{#
  A date some months earlier. The last day of a month stays the last day:
  three months before September 30 is June 30, six months before is March 31.
#}
{% macro months_earlier(months, date) -%}
    case
        when {{ date }} = cast({{ dbt.last_day(date, 'month') }} as date)
            then cast({{ dbt.last_day(
                dbt.dateadd('month', '-(' ~ months ~ ')', date), 'month'
            ) }} as date)
        else cast({{ dbt.dateadd('month', '-(' ~ months ~ ')', date) }} as date)
    end
{%- endmacro %}

{#
  How many whole months a time from one day to another is long; null where it
  is no whole number of them.
#}
{% macro whole_months(start_date, end_date) -%}
    {%- set day_after = add_days(1, end_date) -%}
    {%- set months = dbt.datediff(start_date, day_after, 'month') -%}
    case
        when
            {{ months_earlier(months, end_date) }}
            = {{ add_days(-1, start_date) }}
            then cast({{ months }} as integer)
    end
{%- endmacro %}

{# How many days a date lies after a weekday, 0 for monday to 6 for sunday. #}
{% macro days_after_weekday(date, weekday) -%}
    (
        {{ dbt.datediff("date '1900-01-01'", date, 'day') }}
        + 7 - {{ weekday }}
    ) % 7
{%- endmacro %}

{# Whole numbers from 0 on, of so many digits: the CTEs to `numbers`. #}
{% macro numbers_of_digits(digit_count) -%}
digits as (
    {%- for n in range(10) %}
    select {{ n }} as digit
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

numbers as (
    select
        {%- for place in range(digit_count) %}
        {{ 10 ** place }} * digits_{{ place }}.digit
        {{- ' +' if not loop.last else ' as number' }}
        {%- endfor %}
    from digits as digits_0
    {%- for place in range(1, digit_count) %}
    cross join digits as digits_{{ place }}
    {%- endfor %}
)
{%- endmacro %}
