-- Every quarter and every twelve months of what is printed for any length of
-- time: the fact in force, or the reason why there is none.
{% set series = fact_identity(without=['period_key']) %}

with

facts as (
    select * from {{ ref('int_facts') }}
    where is_latest and scenario_key = 'actual'
),

-- What a span is computed from ends with it, and ends before it begins.
spans as (
    select
        *,
        case span
            when 'quarter' then fiscal_year_start
            else previous_year_start
        end as earlier_start,
        case span
            when 'quarter' then {{ add_days(-1, 'period_start') }}
            else {{ add_days(-1, 'fiscal_year_start') }}
        end as earlier_end,
        {{ months_earlier(12, 'period_end') }} as year_ago_end
    from {{ ref('int_spans') }}
),

final as (
    select
        spans.span,
        spans.company_key,
        coalesce(facts.release_id, spans.release_id) as release_id,
        spans.period_key,
        spans.line_item_key,
        spans.segment_key,
        spans.product_key,
        spans.scenario_key,
        spans.accounting_standard,
        spans.currency,
        facts.value,
        spans.unit,
        facts.decimals,
        facts.low,
        facts.high,
        case
            when facts.release_id is not null then null
            when {{ matches('line_items.unit', '_per_') }}
                then 'number_of_shares_unknown'
            when not line_items.is_additive then 'not_additive'
            when to_date.release_id is null then 'cumulative_unknown'
            when spans.span = 'quarter' and earlier.release_id is null
                then 'earlier_cumulative_unknown'
            when earlier.release_id is null then 'year_before_unknown'
            when
                spans.span <> 'quarter'
                and year_ago.release_id is null
                then 'year_ago_unknown'
            -- All that it takes is known, and not of one basis.
            else 'restated_since'
        end as missing_reason,
        facts.published_at,
        facts.is_derived,
        facts.derivation,
        facts.figure_key,
        facts.addend_figure_key,
        facts.minuend_figure_key,
        facts.subtrahend_figure_key,
        facts.divisor_figure_key
    from spans
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on spans.line_item_key = line_items.line_item_key
    left join facts
        on
            {{ same('spans', 'facts', fact_identity()) }}
    left join facts as to_date
        on
            {{ same('spans', 'to_date', series) }}
            and spans.fiscal_year_start = to_date.period_start
            and spans.period_end = to_date.period_end
    left join facts as earlier
        on
            {{ same('spans', 'earlier', series) }}
            and spans.earlier_start = earlier.period_start
            and spans.earlier_end = earlier.period_end
    left join facts as year_ago
        on
            {{ same('spans', 'year_ago', series) }}
            and spans.earlier_start = year_ago.period_start
            and spans.year_ago_end = year_ago.period_end
)

select * from final
