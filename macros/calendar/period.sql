{#
  The key of a period: an ISO 8601 interval, or a date for an instant, and
  the month in which the company's fiscal years end. Readable and stable.
#}
{% macro period_key(start_date, end_date, fiscal_year_end_month) -%}
    coalesce(cast({{ start_date }} as varchar) || '/', '')
        || cast({{ end_date }} as varchar)
        || '@' || lpad(cast({{ fiscal_year_end_month }} as varchar), 2, '0')
{%- endmacro %}

{# How many whole months of its fiscal year lie before the month of a date. #}
{% macro months_into_fiscal_year(date, fiscal_year_end_month) -%}
    cast(
        (extract(month from {{ date }}) + 11 - {{ fiscal_year_end_month }}) % 12
        as integer
    )
{%- endmacro %}

{# The first day of the fiscal year that a date lies in. #}
{% macro fiscal_year_start(date, fiscal_year_end_month) -%}
    cast({{ dbt.date_trunc('month', dbt.dateadd(
        'month',
        '-' ~ months_into_fiscal_year(date, fiscal_year_end_month),
        date
    )) }} as date)
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
