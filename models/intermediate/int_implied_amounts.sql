-- What a growth says of an amount of a year ago that the release does not
-- print: 34,516 million, up 20.1%, was between 28,727 and 28,752. An interval
-- of whole units, rounded outward. Only where both amounts are positive.
with

figures as (
    select * from {{ ref('int_figures') }}
    where preference = 1 and segment_key is not null
),

growths as (
    select
        figures.release_id,
        figures.company_key,
        figures.period_key,
        figures.line_item_key,
        figures.segment_key,
        figures.product_key,
        figures.scenario_key,
        figures.figure_key as growth_figure_key,
        relations.related_period_key as year_ago_period_key,
        100 + figures.low as factor_low,
        100 + figures.value as factor,
        100 + figures.high as factor_high
    from figures
    inner join {{ ref('int_period_relations') }} as relations
        on
            figures.period_key = relations.period_key
            and relations.relation = 'year_ago'
    where figures.measure = 'yoy_percent' and figures.comparison = 'year_ago'
),

amounts as (
    select * from figures
    where measure = 'amount'
),

implied as (
    select
        growths.release_id,
        growths.year_ago_period_key as period_key,
        growths.line_item_key,
        growths.segment_key,
        growths.product_key,
        -- What a forecast is compared with is an actual figure.
        'actual' as scenario_key,
        cast({{ whole_quotient(
            'current_amounts.low * 10000000', 'growths.factor_high * 100000'
        ) }} as {{ figure_type() }}) as low,
        cast({{ whole_quotient(
            'current_amounts.face_value * 10000000', 'growths.factor * 100000'
        ) }} as {{ figure_type() }}) as value,
        cast({{ whole_quotient(
            'current_amounts.high * 10000000', 'growths.factor_low * 100000'
        ) }} + 1 as {{ figure_type() }}) as high,
        current_amounts.figure_key,
        growths.growth_figure_key
    from growths
    inner join amounts as current_amounts
        on
            growths.release_id = current_amounts.release_id
            and growths.period_key = current_amounts.period_key
            and growths.line_item_key = current_amounts.line_item_key
            and growths.segment_key = current_amounts.segment_key
            and growths.product_key = current_amounts.product_key
            and growths.scenario_key = current_amounts.scenario_key
    left join amounts as printed
        on
            growths.release_id = printed.release_id
            and growths.year_ago_period_key = printed.period_key
            and growths.line_item_key = printed.line_item_key
            and growths.segment_key = printed.segment_key
            and growths.product_key = printed.product_key
            and printed.scenario_key = 'actual'
    where
        printed.release_id is null
        and growths.factor_low > 0
        and current_amounts.low > 0
),

-- Two growths over one base, such as of two forecasts: the narrower one counts.
ranked as (
    select
        *,
        row_number() over (
            partition by
                release_id, period_key, line_item_key, segment_key, product_key
            order by high - low, growth_figure_key
        ) as preference
    from implied
),

final as (
    select
        release_id,
        period_key,
        line_item_key,
        segment_key,
        product_key,
        scenario_key,
        low,
        value,
        high,
        figure_key,
        growth_figure_key
    from ranked
    where preference = 1
)

select * from final
