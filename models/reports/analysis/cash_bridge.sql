-- From opening to closing cash, line by line of the cash flow statement.
{% set key = [
    'company_key', 'accounting_standard', 'currency', 'period_key',
] %}

with

facts as (
    select
        facts.*,
        {{ metric_key('facts', {
            'segment_key': "'consolidated'", 'service_key': "'total'",
        }) }} as metric_key,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.start_date,
        periods.end_date,
        periods.is_cumulative,
        periods.months,
        line_items.label,
        line_items.display_order,
        -- Net income is where the statement begins; its home is another one.
        case
            when facts.line_item_key = 'net_income' then 'net_cash_operating'
            else line_items.parent_line_item_key
        end as activity
    from {{ ref('fct_cash_flow') }} as facts
    inner join {{ ref('dim_period') }} as periods
        on facts.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where facts.is_latest
),

durations as (
    select * from facts
    where line_item_key = 'net_change_in_cash' and (is_cumulative or months = 3)
),

cash as (
    select * from facts
    where line_item_key = 'cash_and_cash_equivalents'
),

activities as (
    select line_item_key from {{ ref('dim_line_item') }}
    where parent_line_item_key = 'net_change_in_cash'
),

-- The lines at the precision of the statement, each yen once.
lines as (
    select
        facts.*,
        case
            when facts.activity = 'net_change_in_cash'
                then facts.line_item_key
            else facts.activity
        end as line_activity
    from facts
    inner join durations
        on
            {{ same('facts', 'durations', key) }}
            and facts.decimals = durations.decimals
    where
        facts.activity in (
            select activities.line_item_key from activities
        )
        or (
            facts.activity = 'net_change_in_cash'
            and facts.line_item_key not in (
                select lower_lines.activity
                from facts as lower_lines
                where lower_lines.activity is not null
            )
        )
),

steps as (
    select
        {{ 'durations.' ~ key | join(',\n        durations.') }},
        'opening' as kind,
        cash.line_item_key as activity,
        cash.line_item_key,
        cash.label,
        cash.value as amount,
        cash.metric_key,
        0 as step_order
    from durations
    inner join cash
        on
            {{ same('durations', 'cash',
                key | reject('equalto', 'period_key') | list) }}
            and {{ add_days(-1, 'durations.start_date') }} = cash.end_date
    union all
    select
        {{ key | join(',\n        ') }},
        'change' as kind,
        line_activity as activity,
        line_item_key,
        label,
        value as amount,
        metric_key,
        display_order as step_order
    from lines
    union all
    select
        {{ 'durations.' ~ key | join(',\n        durations.') }},
        'closing' as kind,
        cash.line_item_key as activity,
        cash.line_item_key,
        cash.label,
        cash.value as amount,
        cash.metric_key,
        1000000 as step_order
    from durations
    inner join cash
        on
            {{ same('durations', 'cash',
                key | reject('equalto', 'period_key') | list) }}
            and durations.end_date = cash.end_date
),

final as (
    select
        durations.company_key,
        durations.accounting_standard,
        durations.currency,
        durations.fiscal_year,
        durations.fiscal_quarter,
        durations.end_date as period_end,
        durations.period_key,
        durations.months,
        row_number() over (
            partition by {{ 'durations.' ~ key | join(', durations.') }}
            order by steps.step_order
        ) - 1 as step_number,
        steps.kind,
        steps.activity,
        steps.line_item_key,
        steps.label,
        steps.amount,
        steps.metric_key
    from steps
    inner join durations
        on
            {{ same('steps', 'durations', key) }}
)

select * from final
order by company_key, accounting_standard, currency, period_key, step_number
