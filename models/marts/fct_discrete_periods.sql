with

final as (
    select
        span,
        company_key,
        release_id as release_key,
        period_key,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        accounting_standard,
        currency,
        value,
        unit,
        decimals,
        low,
        high,
        missing_reason,
        published_at,
        is_derived,
        derivation,
        figure_key,
        addend_figure_key,
        minuend_figure_key,
        subtrahend_figure_key,
        divisor_figure_key
    from {{ ref('int_discrete_periods') }}
)

select * from final
