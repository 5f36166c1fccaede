-- For an unknown label and what it may stand for: how many of its amounts are
-- known for that already, in the same period, wherever it is printed. An amount
-- of the year before has stood in an earlier release; that is the strongest
-- evidence there is.
with

unknown_amounts as (
    select * from {{ ref('int_printed_figures') }}
    where
        line_item_key is null
        and line_number is not null
        and measure = 'amount'
        and value <> 0
),

companies as (
    select company_key from unknown_amounts
    group by 1
),

-- The same column is a flow, or the balance that opens or closes it.
periods as (
    {%- for instant, start, end in [
        ('', 'stated_start', 'stated_end'),
        ('opening', 'null', add_days(-1, 'stated_start')),
        ('closing', 'null', 'stated_end'),
    ] %}
    select
        *,
        '{{ instant }}' as instant_key,
        {{ period_key(start, end, 'calendar_key') }}
            as instant_period_key
    from unknown_amounts
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

known_amounts as (
    {%- for model in ['int_figures', 'int_derived_facts'] %}
    select
        company_key,
        accounting_standard,
        period_key,
        scenario_key,
        unit,
        line_item_key,
        segment_key,
        product_key,
        low,
        high
    from {{ ref(model) }}
    where
        company_key in (select companies.company_key from companies)
        {{- " and measure = 'amount'" if model == 'int_figures' }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

-- Two figures of one precision agree when they are equal, others when one
-- rounds to the other. What issuers move for a column to add up is no
-- contradiction, and two small numbers may be equal by chance.
compared as (
    select
        periods.company_key,
        periods.statement,
        periods.heading,
        periods.label,
        periods.figure_number,
        periods.instant_key,
        known.line_item_key,
        known.segment_key,
        known.product_key,
        periods.high > known.low and periods.low < known.high as is_same,
        -periods.low > known.low and -periods.high < known.high as is_turned,
        abs(abs(periods.high + periods.low) - abs(known.high + known.low))
        < 4 * greatest(periods.high - periods.low, known.high - known.low)
            as is_near,
        abs(periods.value)
        >= 1000 * greatest(periods.high - periods.low, known.high - known.low)
            as is_long
    from periods
    inner join known_amounts as known
        on
            periods.company_key = known.company_key
            and periods.accounting_standard = known.accounting_standard
            and periods.instant_period_key = known.period_key
            and periods.scenario_key = known.scenario_key
            and periods.unit = known.unit
),

columns_compared as (
    select
        company_key,
        statement,
        heading,
        label,
        figure_number,
        instant_key,
        line_item_key,
        segment_key,
        product_key,
        bool_or(is_same or is_turned) as is_equal,
        bool_or((is_same or is_turned) and is_long) as is_equal_and_long,
        bool_or(is_near) as is_near,
        bool_or(is_turned and not is_same) as is_turned
    from compared
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

final as (
    select
        company_key,
        statement,
        heading,
        label,
        instant_key,
        line_item_key,
        segment_key,
        product_key,
        count(*) filter (where is_equal) as equal_count,
        count(*) filter (where is_equal_and_long) as long_count,
        count(*) filter (where not is_equal and not is_near) as other_count,
        bool_or(is_turned) as is_turned
    from columns_compared
    group by 1, 2, 3, 4, 5, 6, 7, 8
)

select * from final
