-- Every computed metric of a period: what its formula adds up or, where it has
-- a denominator, the quotient of two sums. A sum that is a line item is a fact:
-- it competes with what is printed of it.
{% set of_metric = [
    'metric_key', 'company_key', 'accounting_standard', 'currency',
    'scenario_key', 'line_item_key', 'period_key', 'period_start', 'period_end',
    'segment_key', 'service_key', 'unit',
] %}

with

sums as (
    select
        {{ of_metric | join(',\n        ') }},
        multiplier,
        rate,
        months,
        is_line_item,
        max(release_id) filter (where recency = 1) as release_id,
        max(published_at) as published_at,
        min(decimals) as decimals,
        sum(weight * value) filter (where fraction_part = 'numerator')
            as numerator,
        sum(weight * value) filter (where fraction_part = 'denominator')
            as denominator
    from {{ ref('int_metric_operands') }}
    group by
        {{ of_metric | join(', ') }}, months, multiplier, rate, is_line_item
),

-- A rate is of a month or a year, or counts in them.
rates as (
    select
        *,
        case
            when rate = 'per_year' then 12
            when rate in ('in_years', 'in_months') then months
            else 1
        end as rate_numerator,
        case
            when rate in ('per_year', 'per_month') then months
            when rate = 'in_years' then 12
            else 1
        end as rate_denominator
    from sums
),

final as (
    select
        {{ of_metric | join(',\n        ') }},
        release_id,
        published_at,
        case
            when denominator is null
                then cast(numerator as {{ figure_type() }})
            else {{ quotient(
                'multiplier * rate_numerator * numerator',
                'rate_denominator * denominator'
            ) }}
        end as value,
        case when denominator is null then decimals else 4 end as decimals
    from rates
    where not is_line_item or denominator is not null
)

-- A quotient of a divisor that is not positive says nothing.
select * from final
where value is not null
