{#
  The columns of a wide table, in their order: by name, of what standard line item
  and span each is, which of its numbers, and how many decimals it has.

  Args:
    span: of the flows: `quarter` or `year_to_date`.
    trailing: the decimals of the line items that stand there for the twelve
      months up to the end of the period too, by line item.
#}
{% macro wide_columns(span, trailing={}) -%}
    {%- set growing = [
        'revenues', 'operating_income', 'net_income',
        'diluted_earnings_per_share',
    ] -%}
    {%- set shares = {
        'gross_profit': 'gross_margin_percent',
        'operating_income': 'operating_margin_percent',
        'net_income': 'net_margin_percent',
        'equity': 'equity_ratio_percent',
    } -%}
    {%- set columns = {} -%}
    {%- for items, of, decimals in [
        ([
            'revenues', 'cost_of_revenues', 'gross_profit', 'operating_income',
            'income_before_income_tax', 'net_income',
        ], span, 2),
        ([
            'basic_earnings_per_share', 'diluted_earnings_per_share',
            'dividend_per_share',
        ], span, 4),
        ([
            'depreciation_and_amortization', 'net_cash_operating',
            'capital_expenditures', 'free_cash_flow', 'net_cash_investing',
            'net_cash_financing', 'dividends_paid', 'share_repurchases',
        ], span, 2),
        ([
            'cash_and_cash_equivalents', 'current_assets', 'total_assets',
            'interest_bearing_debt', 'current_liabilities',
            'total_liabilities', 'equity',
        ], 'balance', 2),
        (['shares_outstanding'], 'balance', 0),
        (['diluted_shares'], span, 0),
    ] -%}
        {%- for item in items -%}
            {%- do columns.update({item: (item, of, 'value', decimals)}) -%}
            {%- if item in growing -%}
                {%- do columns.update({item ~ '_growth_percent': (
                    item, of, 'growth_percent', 1
                )}) -%}
            {%- endif -%}
            {%- if item in shares -%}
                {%- do columns.update({shares[item]: (
                    item, of, 'share_percent', 4
                )}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for item, decimals in trailing.items() -%}
        {%- do columns.update({'trailing_' ~ item: (
            item, 'trailing_twelve_months', 'value', decimals
        )}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#
  A row for each company, accounting standard, currency and period, with a column
  for each number, as a query. A growth has the decimals that its amounts decide;
  another number with more decimals than its column has is null: none is rounded.
  What the proof contradicts is named beside.

  Args:
    columns: those of `wide_columns`.
    periods: the CTE of the periods: company_key, end_date and the keys.
    keys: what tells the periods of a company apart.
#}
{% macro wide_table(columns, periods, keys) -%}
    {%- set series = ['company_key', 'accounting_standard', 'currency'] -%}
    {%- set group = 'numbers.' ~ series | join(', numbers.') -%}
    {%- set items = columns.values() | map(attribute=0) | unique | list -%}
    {%- set spans = columns.values() | map(attribute=1) | unique | list -%}
    {%- set exact = {
        'value': 'numbers.value',
        'share_percent': 'numbers.share_percent',
        'growth_percent': 'case numbers.growth_decimals
                        when 1 then round(numbers.growth_percent, 1)
                        when 0 then round(numbers.growth_percent, 0)
                    end',
    } -%}
    select
        {{ group | replace(', ', ',\n        ') }},
        {{ 'periods.' ~ keys | join(',\n        periods.') }},
        min(companies.label) as company,
        periods.end_date as period_end,
        periods.end_date = max(periods.end_date) over (
            partition by {{ group }}
        ) as is_latest,
        {%- for name, (item, span, number, decimals) in columns.items() %}
        max(
            case
                when
                    numbers.comparable_item = '{{ item }}'
                    and numbers.span = '{{ span }}'
                    then {{ with_decimals(exact[number], decimals) }}
            end
        ) as {{ name }},
        {%- endfor %}
        case
            when bool_or(numbers.verdict = 'contradicted')
                then 'contradicted'
            when bool_and(numbers.verdict = 'proven') then 'proven'
            else 'unproven'
        end as verdict,
        nullif(
            {{ sorted_list("distinct case
                when 'contradicted' in (
                    numbers.verdict, numbers.year_ago_verdict
                )
                    then numbers.comparable_item
            end") }},
            ''
        ) as contradicted_items
    from {{ ref('comparable_series') }} as numbers
    inner join {{ periods }} as periods
        on
            numbers.company_key = periods.company_key
            and numbers.period_end = periods.end_date
    inner join {{ ref('dim_company') }} as companies
        on numbers.company_key = companies.company_key
    where
        numbers.value is not null
        and numbers.span in ('{{ spans | join("', '") }}')
        and numbers.comparable_item in ('{{ items | join("', '") }}')
    group by
        {{ group }}, {{ 'periods.' ~ keys | join(', periods.') }},
        periods.end_date
{%- endmacro %}

{# A number with so many decimals; null, not rounded, where it has more. #}
{% macro with_decimals(number, decimals) -%}
    case
        when {{ number }} = round({{ number }}, {{ decimals }})
            then cast({{ number }} as decimal(26, {{ decimals }}))
    end
{%- endmacro %}
