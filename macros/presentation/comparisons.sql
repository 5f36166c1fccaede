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
  Pairs of numbers compared: change and growth on one basis and one share basis,
  the growth that the release prints, the reason why none is computed, and what
  the proof says of both numbers. CTEs of
  which the last is `comparisons`: all of the pairs, with these columns.

  A share of before a split is so many of after it: what is per share is divided
  by that, a number of shares multiplied. Where the number of shares jumps by half
  or more and no split is listed, nothing that counts on shares is compared.

  Args:
    relation: the pairs, with metric_key, base_metric_key and is_counted.
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

    paired as (
        select
            pairs.*,
            metrics.value,
            base.value as base,
            {%- for side, name in [('metrics', ''), ('base', 'base_')] %}
            {%- for end in ['low', 'high'] %}
            -- What is counted to the last unit is not rounded.
            case
                when {{ side }}.unit = 'count' and {{ side }}.decimals >= 0
                    then {{ side }}.value
                else {{ side }}.{{ end }}
            end as {{ name }}{{ end }},
            {%- endfor %}
            {%- endfor %}
            metrics.printed_growth_percent,
            metrics.printed_growth_figure_key,
            metrics.printed_growth_published_at
            >= coalesce(base.basis_from, {{ first_moment() }})
                as is_growth_of_base,
            verdicts.verdict,
            base_verdicts.verdict as base_verdict,
            {{ are_of_one_basis(['metrics', 'base']) }} as is_of_one_basis,
            share_jumps.company_key is not null
            and (
                {{ is_per_share('metrics.unit') }}
                or {{ is_share_count('metrics.unit') }}
            ) as is_across_jump
            {%- for factor, per_share, count in [
                ('multiplier', ('old', 'new'), ('new', 'old')),
                ('divisor', ('new', 'old'), ('old', 'new')),
            ] %},
            case
                {%- for unit, (of_base, of_current) in [
                    (is_per_share('metrics.unit'), per_share),
                    (is_share_count('metrics.unit'), count),
                ] %}
                when {{ unit }} then cast(
                    coalesce(base.{{ of_base }}_shares, 1)
                    * coalesce(metrics.{{ of_current }}_shares, 1)
                    as decimal(9, 0)
                )
                {%- endfor %}
                else 1
            end as {{ factor }}
            {%- endfor %}
        from {{ relation }} as pairs
        inner join {{ ref('fct_metrics') }} as metrics
            on pairs.metric_key = metrics.metric_key
        left join {{ ref('fct_metrics') }} as base
            on pairs.base_metric_key = base.metric_key
        left join {{ ref('metric_verdicts') }} as verdicts
            on pairs.metric_key = verdicts.metric_key
        left join {{ ref('metric_verdicts') }} as base_verdicts
            on pairs.base_metric_key = base_verdicts.metric_key
        left join share_jumps
            on
                metrics.company_key = share_jumps.company_key
                and metrics.period_end = share_jumps.period_end
                and base.period_end = share_jumps.base_period_end
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
        from paired
    ),

    grown as (
        select
            *,
            {{ growth_percent('amount', 'base_amount') }} as growth,
            {%- set base_of_low = 'case
                when amount_low < 0 then base_amount_low
                else base_amount_high
            end' %}
            {{ quotient(
                '100 * (amount_low - ' ~ base_of_low ~ ')', base_of_low
            ) }} as growth_low,
            {{ quotient(
                '100 * (amount_high - base_amount_low)', 'base_amount_low'
            ) }} as growth_high
        from on_one_basis
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
            end as growth_places
        from grown
    ),

    comparisons as (
        select
            *,
            case
                when amount is not null
                    then value - coalesce(base_adjusted, base)
            end as change,
            case
                when is_counted and growth_places is not null then growth
            end as growth_percent,
            case
                when is_counted and growth is not null then growth_places
            end as growth_decimals,
            case
                when base is not null and not is_of_one_basis
                    then 'restated_since'
                when is_across_jump then 'share_basis_unknown'
                when not is_counted then 'not_an_amount'
                when base is null then 'base_unknown'
                when base = 0 then 'base_is_zero'
                when base < 0 then 'base_is_negative'
                when value < 0 then 'turned_negative'
                when growth_places is null then 'lost_in_rounding'
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
