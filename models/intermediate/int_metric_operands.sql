-- The facts in force that a computed metric of a period is made of: those that
-- its formula names, of one company, where none of them is missing and none was
-- restated since another was printed.
{% set of_company = [
    'company_key', 'accounting_standard', 'currency', 'scenario_key',
] %}
{% set of_metric = of_company + [
    'line_item_key', 'period_key', 'segment_key', 'product_key',
] %}

with

facts as (
    select
        *,
        {{ metric_key() }} as operand_metric_key
    from {{ ref('int_facts') }}
    where is_last_version
),

durations as (
    select
        {{ of_company | join(',\n        ') }},
        period_key,
        period_start,
        period_end
    from facts
    where period_start is not null
    group by {{ of_company | join(', ') }}, period_key, period_start, period_end
),

-- What a formula names: of the period itself, or of an instant at one end.
named_facts as (
    select
        facts.*,
        terms.metric_id,
        coalesce(terms.metric_product_key, facts.product_key)
            as metric_product_key,
        terms.term_number,
        terms.fraction_part,
        terms.weight,
        terms.balance_at,
        terms.term_count
    from facts
    inner join {{ ref('stg_reference__metric_terms') }} as terms
        on
            facts.line_item_key = terms.line_item_key
            and facts.product_key
            = coalesce(terms.product_key, facts.product_key)
),

of_the_period as (
    select
        *,
        period_key as metric_period_key,
        period_start as metric_period_start,
        period_end as metric_period_end
    from named_facts
    where balance_at is null
),

of_an_end as (
    select
        named_facts.*,
        durations.period_key as metric_period_key,
        durations.period_start as metric_period_start,
        durations.period_end as metric_period_end
    from named_facts
    inner join durations
        on
            {{ same('named_facts', 'durations', of_company) }}
            and named_facts.period_end = case named_facts.balance_at
                when 'closing' then durations.period_end
                when 'opening' then {{ add_days(-1, 'durations.period_start') }}
            end
    where named_facts.period_start is null
),

operands as (
    select * from of_the_period
    union all
    select * from of_an_end
),

metric_operands as (
    select
        {{ 'operands.' ~ of_company | join(',\n        operands.') }},
        operands.metric_id as line_item_key,
        operands.metric_period_key as period_key,
        operands.metric_period_start as period_start,
        operands.metric_period_end as period_end,
        operands.segment_key,
        operands.metric_product_key as product_key,
        operands.term_number,
        operands.fraction_part,
        operands.weight,
        operands.term_count,
        operands.operand_metric_key,
        operands.value,
        operands.decimals,
        operands.low,
        operands.high,
        operands.release_id,
        operands.published_at,
        {{ 'operands.' ~ basis_columns() | join(',\n        operands.') }},
        periods.months,
        metrics.multiplier,
        metrics.rate,
        metrics.is_line_item,
        {{ in_currency('metrics.unit', 'operands.currency') }} as unit
    from operands
    inner join {{ ref('stg_reference__metrics') }} as metrics
        on operands.metric_id = metrics.metric_id
    inner join {{ ref('int_periods') }} as periods
        on operands.metric_period_key = periods.period_key
    where
        (operands.metric_period_start is null)
        = (metrics.period_type = 'instant')
        and (metrics.months is null or periods.months = metrics.months)
),

complete_metrics as (
    select
        {{ of_metric | join(',\n        ') }},
        max(published_at) as last_published_at
    from metric_operands
    group by {{ of_metric | join(', ') }}
    having
        count(*) = max(term_count)
        and (
            max(basis_from) is null
            or max(basis_from) <= min(basis_printed_at)
        )
        and (
            min(basis_until) is null
            or max(published_at) < min(basis_until)
        )
),

final as (
    select
        {{ metric_key('operands') }} as metric_key,
        operands.*,
        complete_metrics.last_published_at
    from metric_operands as operands
    inner join complete_metrics
        on
            {{ same('operands', 'complete_metrics', of_metric) }}
)

select * from final
