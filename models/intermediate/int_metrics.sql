-- Every computed metric of a period: what its formula adds up or, where it has
-- a denominator, the quotient of two sums. A line item that is a sum, or counts
-- on shares, is a fact: it competes with what is printed of it.
{% set of_metric = [
    'metric_key', 'company_key', 'accounting_standard', 'currency',
    'scenario_key', 'line_item_key', 'period_key', 'period_start', 'period_end',
    'segment_key', 'product_key', 'unit',
] %}
{% set ends = {
    '': 'value',
    '_low': 'case when weight > 0 then low else high end',
    '_high': 'case when weight > 0 then high else low end',
} %}

with

sums as (
    select
        {{ of_metric | join(',\n        ') }},
        multiplier,
        rate,
        months,
        is_line_item,
        max(release_id) filter (where published_at = last_published_at)
            as release_id,
        max(published_at) as published_at,
        max(basis_from) as basis_from,
        min(basis_printed_at) as basis_printed_at,
        min(basis_until) as basis_until,
        max(stated_since) as stated_since,
        {%- for part in ['numerator', 'denominator'] %}
        {%- for end, of_sum in ends.items() %}
        sum(weight * {{ of_sum }}) filter (where fraction_part = '{{ part }}')
            as {{ part }}{{ end }},
        {%- endfor %}
        {%- endfor %}
        min(decimals) as decimals
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

-- The ends of a quotient are those of its parts; cut off, it may lie below.
final as (
    select
        {{ of_metric | join(',\n        ') }},
        release_id,
        published_at,
        {{ basis_columns() | join(',\n        ') }},
        {%- for name, dividend, divisor, margin, type in [
            ('value', 'numerator', 'denominator', '', figure_type()),
            ('low', 'numerator_low', 'case
                when numerator_low < 0 then denominator_low
                else denominator_high
            end', ' - 0.0001', 'decimal(26, 7)'),
            ('high', 'numerator_high', 'case
                when numerator_high < 0 then denominator_high
                else denominator_low
            end', ' + 0.0001', 'decimal(26, 7)'),
        ] %}
        cast(
            case
                when denominator is null then {{ dividend }}
                else {{ quotient(
                    'multiplier * rate_numerator * ' ~ dividend,
                    'rate_denominator * (' ~ divisor ~ ')'
                ) }}{{ margin }}
            end as {{ type }}
        ) as {{ name }},
        {%- endfor %}
        case when denominator is null then decimals else 4 end as decimals
    from rates
    where
        coalesce(denominator_low > 0, true)
        and (
            not is_line_item
            or (denominator is not null and not {{ is_per_share('unit') }})
        )
)

-- A quotient of a divisor that is not positive says nothing, nor does one of a
-- divisor that may be none.
select * from final
where value is not null
