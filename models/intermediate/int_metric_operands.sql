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
        {{ of_company | join(',\n        ') }},
        metric_id as line_item_key,
        metric_period_key as period_key,
        metric_period_start as period_start,
        metric_period_end as period_end,
        segment_key,
        metric_product_key as product_key,
        term_number,
        fraction_part,
        weight,
        term_count,
        operand_metric_key,
        value,
        decimals,
        low,
        high,
        release_id,
        published_at,
        {{ basis_columns() | join(',\n        ') }}
    from operands
),

counted as (
    select
        *,
        count(*) over (partition by {{ of_metric | join(', ') }})
            as operand_count,
        max(basis_from) over (partition by {{ of_metric | join(', ') }})
            as last_restated_at,
        min(basis_printed_at) over (partition by {{ of_metric | join(', ') }})
            as first_printed_at,
        max(published_at) over (partition by {{ of_metric | join(', ') }})
            as last_published_at,
        min(basis_until) over (partition by {{ of_metric | join(', ') }})
            as first_restated_at,
        row_number() over (
            partition by {{ of_metric | join(', ') }}
            order by published_at desc, release_id desc, term_number asc
        ) as recency
    from metric_operands
),

final as (
    select
        {{ metric_key('counted') }} as metric_key,
        counted.*,
        periods.months,
        metrics.multiplier,
        metrics.rate,
        metrics.is_line_item,
        {{ in_currency('metrics.unit', 'counted.currency') }} as unit
    from counted
    inner join {{ ref('stg_reference__metrics') }} as metrics
        on counted.line_item_key = metrics.metric_id
    inner join {{ ref('int_periods') }} as periods
        on counted.period_key = periods.period_key
    where
        counted.operand_count = counted.term_count
        and (
            counted.last_restated_at is null
            or counted.last_restated_at <= counted.first_printed_at
        )
        and (
            counted.first_restated_at is null
            or counted.last_published_at < counted.first_restated_at
        )
        and (counted.period_start is null) = (metrics.period_type = 'instant')
        and (metrics.months is null or periods.months = metrics.months)
)

select * from final
