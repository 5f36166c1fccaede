-- The quarters that lie in what is printed, and the twelve months up to the end
-- of each, for every series of a fact over time: what an analyst will ask for.
{% set series = fact_identity(without=['period_key']) %}

with

printed as (
    select
        {{ series | join(',\n        ') }},
        unit,
        fiscal_year_end_month,
        release_id,
        period_start,
        period_end,
        {{ dbt.datediff('period_start', 'period_end', 'month') }} + 1 as months
    from {{ ref('int_reported_facts') }}
    where scenario_key = 'actual' and period_start is not null
),

quarters as (
    {%- for quarter in range(4) %}
    select
        *,
        'quarter' as span,
        {{ months_earlier(-3 * quarter, 'period_start') }} as span_start,
        {{ add_days(-1, months_earlier(-3 * (quarter + 1), 'period_start')) }}
            as span_end
    from printed
    where months >= {{ 3 * (quarter + 1) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

spans as (
    select
        {{ series | join(',\n        ') }},
        unit,
        fiscal_year_end_month,
        release_id,
        span,
        span_start,
        span_end
    from quarters
    union all
    select
        {{ series | join(',\n        ') }},
        unit,
        fiscal_year_end_month,
        release_id,
        'trailing_twelve_months' as span,
        {{ add_days(1, months_earlier(12, 'span_end')) }} as span_start,
        span_end
    from quarters
),

final as (
    select
        {{ series | join(',\n        ') }},
        unit,
        fiscal_year_end_month,
        max(release_id) as release_id,
        span,
        cast(span_start as date) as period_start,
        cast(span_end as date) as period_end,
        {{ period_key('cast(span_start as date)', 'cast(span_end as date)',
            'fiscal_year_end_month') }} as period_key,
        {{ fiscal_year_start('span_end', 'fiscal_year_end_month') }}
            as fiscal_year_start
    from spans
    group by
        {{ series | join(', ') }}, unit, fiscal_year_end_month, span,
        span_start, span_end
)

select * from final
