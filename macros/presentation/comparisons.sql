{#
  Growth in percent to four decimals, toward zero; null without a year ago, from
  zero or from less, and to less than zero.
#}
{% macro growth_percent(current, earlier) -%}
    case
        when {{ earlier }} > 0 and {{ current }} >= 0
            then {{ quotient(
                '100 * (' ~ current ~ ' - ' ~ earlier ~ ')', earlier
            ) }}
    end
{%- endmacro %}

{# Whether a unit counts on a number of shares: an amount per share, or ADS. #}
{% macro is_per_share(unit) -%}
    {{ matches(unit, '_per_(share|ADS)$') }}
{%- endmacro %}

{# Whether a unit is that of a number of shares, or ADS. #}
{% macro is_share_count(unit) -%}
    {{ unit }} in ('shares', 'ADS')
{%- endmacro %}

{# What the proof says of what two numbers make: the worse of what it says of both. #}
{% macro worse_verdict(first, second) -%}
    case
        when 'contradicted' in ({{ first }}, {{ second }})
            then 'contradicted'
        when {{ first }} = 'proven' and {{ second }} = 'proven'
            then 'proven'
        else 'unproven'
    end
{%- endmacro %}

{#
  What tells how a number compares with another, as columns of a pair: of the
  number by their names, of the other one behind `base`.

  A share of before a split is so many of after it: what is per share is divided
  by that, a number of shares multiplied. What counts on no shares has none.

  Args:
    number, base: their aliases, of metrics with their verdict.
#}
{% macro pair(number, base) -%}
    {{ number }}.value,
        {{ number }}.verdict,
        {{ base }}.metric_key as base_metric_key,
        {{ base }}.period_end as base_period_end,
        {{ base }}.value as base,
        {{ base }}.verdict as base_verdict,
        {%- for side, name in [(number, ''), (base, 'base_')] %}
        {%- for end in ['low', 'high'] %}
        -- What is counted to the last unit is not rounded.
        case
            when {{ side }}.unit = 'count' and {{ side }}.decimals >= 0
                then {{ side }}.value
            else {{ side }}.{{ end }}
        end as {{ name }}{{ end }},
        {%- endfor %}
        {%- endfor %}
        {{ number }}.printed_growth_percent,
        {{ number }}.printed_growth_figure_key,
        {{ number }}.printed_growth_published_at
        >= coalesce({{ base }}.basis_from, {{ first_moment() }})
            as is_growth_of_base,
        {{ are_of_one_basis([number, base]) }} as is_of_one_basis
        {%- for factor, (old, new) in {
            'multiplier': ('old', 'new'), 'divisor': ('new', 'old'),
        }.items() %},
        cast(
            case
                when {{ is_share_count(number ~ '.unit') }}
                    then coalesce({{ base }}.{{ new }}_shares, 1)
                    * coalesce({{ number }}.{{ old }}_shares, 1)
                else coalesce({{ base }}.{{ old }}_shares, 1)
                * coalesce({{ number }}.{{ new }}_shares, 1)
            end as decimal(9, 0)
        ) as {{ factor }}
        {%- endfor %}
{%- endmacro %}

{#
  Pairs of numbers compared: change and growth on one basis and one share basis,
  the growth that the release prints and the reason why none is computed. CTEs of
  which the last is `comparisons`: all of the pairs, with these columns.

  Where the number of shares jumps by half or more and no split is listed, nothing
  that counts on shares is compared.

  Args:
    relation: the pairs, with the columns of `pair`, company_key, period_end,
      unit and is_counted.
#}
{% macro compare(relation) -%}
    share_counts as (
        select
            company_key,
            line_item_key,
            months,
            period_end,
            {%- for shares in ['new', 'old'] %}
            coalesce({{ shares }}_shares, 1) as {{ shares }}_shares,
            {%- endfor %}
            value
        from {{ ref('fct_metrics') }}
        where
            scenario_key = 'actual'
            and line_item_key in (
                'weighted_average_shares_basic', 'shares_issued'
            )
    ),

    share_jumps as (
        select
            later.company_key,
            later.period_end,
            earlier.period_end as base_period_end
        from share_counts as later
        inner join share_counts as earlier
            on
                {{ same('later', 'earlier', ['company_key', 'line_item_key']) }}
                and coalesce(later.months, 0) = coalesce(earlier.months, 0)
                and later.period_end > earlier.period_end
        where
            {%- for one, other in [('later', 'earlier'), ('earlier', 'later')] %}
            2 * {{ one }}.value * {{ one }}.new_shares * {{ other }}.old_shares
            >= 3 * {{ other }}.value * {{ other }}.new_shares
            * {{ one }}.old_shares
            {{- '\n            or' if not loop.last }}
            {%- endfor %}
        group by 1, 2, 3
    ),

    across_jumps as (
        select
            *,
            -- Asked and not joined: DuckDB would keep all pairs for a few jumps.
            (
                {{ is_per_share('unit') }}
                or {{ is_share_count('unit') }}
            )
            and base is not null
            and (company_key, period_end, base_period_end) in (
                select
                    company_key,
                    period_end,
                    base_period_end
                from share_jumps
            ) as is_across_jump
        from {{ relation }}
    ),

    -- Multiplied across: a split of three for one leaves no exact decimal.
    on_one_basis as (
        select
            *,
            case
                when multiplier <> divisor then {{
                    quotient('base * multiplier', 'divisor')
                }}
            end as base_adjusted,
            case
                when is_of_one_basis and not is_across_jump
                    then value * divisor
            end as amount,
            low * divisor as amount_low,
            high * divisor as amount_high,
            base * multiplier as base_amount,
            base_low * multiplier as base_amount_low,
            base_high * multiplier as base_amount_high
        from across_jumps
    ),

    grown as (
        select
            *,
            case
                when is_counted
                    then {{ growth_percent('amount', 'base_amount') }}
            end as growth
        from on_one_basis
    ),

    -- Only beside a growth: divisions of so many digits take long.
    bounded as (
        select
            *,
            {%- set base_of_low = 'case
                when amount_low < 0 then base_amount_low
                else base_amount_high
            end' %}
            case
                when growth is not null then {{ quotient(
                    '100 * (amount_low - ' ~ base_of_low ~ ')', base_of_low
                ) }}
            end as growth_low,
            case
                when growth is not null then {{ quotient(
                    '100 * (amount_high - base_amount_low)', 'base_amount_low'
                ) }}
            end as growth_high
        from grown
    ),

    decided as (
        select
            *,
            case
                {%- for places in [1, 0, -1, -2] %}
                when
                    round(growth_low, {{ places }})
                    = round(growth_high, {{ places }})
                    then {{ places }}
                {%- endfor %}
            end as growth_decimals
        from bounded
    ),

    comparisons as (
        select
            *,
            case
                when amount is not null
                    then value - coalesce(base_adjusted, base)
            end as change,
            case when growth_decimals is not null then growth end
                as growth_percent,
            case
                when base is not null and not is_of_one_basis
                    then 'restated_since'
                when is_across_jump then 'share_basis_unknown'
                when not is_counted then 'not_an_amount'
                when base is null then 'base_unknown'
                when base = 0 then 'base_is_zero'
                when base < 0 then 'base_is_negative'
                when value < 0 then 'turned_negative'
                when growth_decimals is null then 'lost_in_rounding'
            end as growth_missing_reason,
            case
                when is_growth_of_base then printed_growth_percent
            end as growth_as_printed,
            case
                when is_growth_of_base then printed_growth_figure_key
            end as growth_figure_key
        from decided
    )
{%- endmacro %}
