-- Earnings per share where they are not printed but both the income, printed or
-- derived, and the average number of shares of that very period are known. They
-- are computed anew, never subtracted. Which income belongs to which number is
-- said by their formulas.
{% set identity = fact_identity(without=['line_item_key']) %}
{% set operands = {'minuend': 'income', 'divisor': 'numbers'} %}
{% set parts = figure_parts() | reject('equalto', 'divisor') | list %}

with

-- One amount over one number of shares: any other formula per share is refused.
formulas as (
    select
        terms.metric_id as line_item_key,
        metrics.unit,
        max(terms.line_item_key) filter (
            where terms.fraction_part = 'numerator'
        ) as income_line_item_key,
        max(terms.line_item_key) filter (
            where terms.fraction_part = 'denominator'
        ) as number_line_item_key
    from {{ ref('stg_reference__metric_terms') }} as terms
    inner join {{ ref('stg_reference__metrics') }} as metrics
        on terms.metric_id = metrics.metric_id
    where
        metrics.is_line_item
        and {{ is_per_share('metrics.unit') }}
    group by terms.metric_id, metrics.unit
),

printed as (
    select
        *,
    {%- for part in parts %}
    {{ 'figure_key' if part == 'minuend' else 'cast(null as varchar)' }}
        as {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_reported_facts') }}
    where scenario_key = 'actual'
),

income as (
    {%- for relation in [
        'printed', ref('int_derived_quarters'), ref('int_trailing_years')
    ] %}
    select
        {%- for column in fact_identity() + [
            'release_id', 'published_at', 'superseded_at', 'period_start',
            'period_end', 'calendar_key', 'value', 'low', 'high',
        ] + carried_columns() %}
        {{ column }},
        {%- endfor %}
    {%- for part in parts %}
    {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        {{ known_with(operands.values(), share_basis_of='numbers') }},
        {{ about_as(
            'income', 'income.period_start', 'income.period_end',
            'formulas.line_item_key',
        ) }},
        {{ quotient('income.value', 'numbers.value') }} as value,
        cast({{ quotient('income.low', 'case
            when income.low < 0 then numbers.low else numbers.high
        end') }} - 0.0001 as decimal(26, 7)) as low,
        cast({{ quotient('income.high', 'case
            when income.high < 0 then numbers.high else numbers.low
        end') }} + 0.0001 as decimal(26, 7)) as high,
        2 as decimals,
        {{ in_currency('formulas.unit', 'income.currency') }} as unit,
        'income_over_number_of_shares' as derivation,
        {{ figures_of(operands, figure_keys_of('income')) }}
    from formulas
    inner join income on formulas.income_line_item_key = income.line_item_key
    inner join printed as numbers
        on
            formulas.number_line_item_key = numbers.line_item_key
            and {{ same('income', 'numbers', identity) }}
    where
        numbers.value > 0
        and {{ were_known_together(['income', 'numbers']) }}
        and {{ are_of_one_basis(['income', 'numbers']) }}
)

select * from final
