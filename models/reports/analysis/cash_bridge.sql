-- From opening to closing cash, line by line of the cash flow statement. An
-- activity of which a line is not known is one step.
{% set key = [
    'company_key', 'accounting_standard', 'currency', 'period_key',
] %}
{% set company = key | reject('equalto', 'period_key') | list %}

with

facts as (
    select
        facts.*,
        {{ metric_key('facts', {
            'segment_key': "'total'", 'product_key': "'total'",
        }) }} as metric_key,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.start_date,
        periods.end_date,
        periods.is_cumulative,
        periods.months,
        periods.is_quarter,
        line_items.label,
        line_items.display_order,
        -- Net income is where the statement begins; its home is another one.
        case
            when facts.line_item_key = 'net_income' then 'net_cash_operating'
            else line_items.parent_line_item_key
        end as parent_line_item_key
    from {{ ref('fct_cash_flow') }} as facts
    inner join {{ ref('dim_period') }} as periods
        on facts.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where facts.is_latest
),

durations as (
    select * from facts
    where line_item_key = 'net_change_in_cash' and (is_cumulative or is_quarter)
),

activities as (
    select * from facts
    where parent_line_item_key = 'net_change_in_cash'
),

-- The lines at the precision of their activity, which a text may round.
lines as (
    select
        facts.*,
        activities.line_item_key as activity,
        sum(facts.value) over (
            partition by
                {{ 'facts.' ~ key | join(', facts.') }},
                activities.line_item_key
        ) = activities.value as is_complete
    from facts
    inner join activities
        on
            {{ same('facts', 'activities', key) }}
            and facts.parent_line_item_key = activities.line_item_key
            and facts.decimals = activities.decimals
),

changes as (
    select * from lines
    where is_complete
    union all
    select
        activities.*,
        activities.line_item_key as activity,
        true as is_complete
    from activities
    where not exists (
        select 1 from lines
        where
            {{ same('lines', 'activities', key) }}
            and lines.activity = activities.line_item_key
            and lines.is_complete
    )
),

cash as (
    select
        *,
        line_item_key as activity
    from facts
    where line_item_key = 'cash_and_cash_equivalents'
),

steps as (
    {%- for kind, relation, place, condition in [
        ('opening', 'cash', '1', add_days(-1, 'durations.start_date')
            ~ ' = found.end_date'),
        ('change', 'changes', '2', 'durations.period_key = found.period_key'),
        ('closing', 'cash', '3', 'durations.end_date = found.end_date'),
    ] %}
    select
        {{ 'durations.' ~ key | join(',\n        durations.') }},
        durations.fiscal_year,
        durations.fiscal_quarter,
        durations.end_date as period_end,
        durations.months,
        {{ place }} as place,
        '{{ kind }}' as kind,
        found.activity,
        found.line_item_key,
        found.label,
        found.display_order,
        found.value as amount,
        found.metric_key
    from durations
    inner join {{ relation }} as found
        on
            {{ same('durations', 'found', company) }}
            and {{ condition }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        steps.company_key,
        steps.accounting_standard,
        steps.currency,
        steps.fiscal_year,
        steps.fiscal_quarter,
        steps.period_end,
        steps.period_key,
        steps.months,
        row_number() over (
            partition by {{ 'steps.' ~ key | join(', steps.') }}
            order by steps.place, steps.display_order
        ) - 1 as step_number,
        steps.kind,
        steps.activity,
        steps.line_item_key,
        steps.label,
        steps.amount,
        verdicts.verdict,
        steps.metric_key
    from steps
    left join {{ ref('metric_verdicts') }} as verdicts
        on steps.metric_key = verdicts.metric_key
)

select * from final
order by company_key, accounting_standard, currency, period_key, step_number
