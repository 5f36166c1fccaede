-- What a build has to say and does not refuse: figures that no view shows, for
-- their own fact or beside a later one, and identities that could be evaluated
-- for no release of a company.
{% set shown_keys = [
    ('flows', 'year_to_date_metric_key'),
    ('flows', 'year_to_date_year_ago_metric_key'),
    ('flows', 'quarter_metric_key'),
    ('flows', 'quarter_year_ago_metric_key'),
    ('balances', 'metric_key'),
    ('balances', 'previous_year_end_metric_key'),
    ('balances', 'year_ago_metric_key'),
    ('forecast_progress', 'year_to_date_metric_key'),
    ('forecast_progress', 'full_year_metric_key'),
] %}

with

shown as (
    {%- for view, key in shown_keys %}
    select {{ key }} as metric_key from {{ ref(view) }}
    {{- '\n    union' if not loop.last }}
    {%- endfor %}
),

hidden_figures as (
    select
        figures.*,
        periods.is_in_calendar
    from {{ ref('fct_reported_figures') }} as figures
    inner join {{ ref('dim_period') }} as periods
        on figures.period_key = periods.period_key
    left join shown
        on {{ metric_key('figures') }} = shown.metric_key
    where shown.metric_key is null or figures.held_apart is not null
),

notices as (
    select
        'figure_in_no_view' as kind,
        company_key,
        figure_key as subject,
        release_id,
        table_id,
        line_item_key,
        period_key,
        source_line,
        printed_label,
        printed_text,
        case when held_apart = 'further_axis' then members end as members,
        case
            when held_apart = 'other_currency'
                then 'it is held apart: its release is in another currency'
            when held_apart = 'further_axis'
                then 'it is held apart: it is of a member of another axis'
            when is_in_calendar
                then 'no view has a line for this of such a period'
            else 'the period is none of the calendar of the company'
        end as reason,
        case
            when is_in_calendar or held_apart is not null
                then 'query marts.fct_reported_figures, which has every figure'
            else
                'correct the period, or add a rule to fiscal_calendars.csv or '
                || 'a row to fiscal_years.csv or fiscal_quarter_ends.csv'
        end as remedy
    from hidden_figures
    union all
    select
        'identity_never_evaluated' as kind,
        company_key,
        identity_id as subject,
        release_id,
        cast(null as varchar) as table_id,
        cast(null as varchar) as line_item_key,
        cast(null as varchar) as period_key,
        cast(null as integer) as source_line,
        cast(null as varchar) as printed_label,
        cast(null as varchar) as printed_text,
        cast(null as varchar) as members,
        case
            when evaluation_count = 0 then 'no release prints a part of it'
            else 'a part is missing wherever it begins'
        end as reason,
        'look whether a label or a period keeps the parts apart; what the '
        || 'releases do not print proves nothing' as remedy
    from {{ ref('unevaluated_identities') }}
),

final as (
    select
        kind || '/' || coalesce(company_key, '') || '/' || subject
            as notice_key,
        kind,
        company_key,
        subject,
        release_id,
        table_id,
        line_item_key,
        period_key,
        source_line,
        printed_label,
        printed_text,
        case
            when table_id is null then subject
            else
                printed_label || ' ' || printed_text || ' of '
                || concat_ws(', ', members, period_key)
        end as example,
        reason,
        remedy
    from notices
)

select * from final
