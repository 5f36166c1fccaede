-- Line items that have a formula, computed of what one release says of their
-- parts: gross profit of revenues and cost. Only what says more than the
-- release itself: an amount that it does not print, or prints less precisely.
{% set grain = fact_identity() + ['release_id'] %}
{% set columns = grain + carried_columns() + [
    'published_at', 'calendar_key', 'period_start', 'period_end', 'value',
    'low', 'high', 'unit', 'decimals',
] %}

with

facts as (
    {%- for relation in ['int_reported_facts', 'int_derived_facts'] %}
    select
        {{ columns | join(',\n        ') }}
    from {{ ref(relation) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

-- A formula of a quotient or of another period computes no amount.
formulas as (
    select
        metric_id,
        line_item_key,
        weight,
        term_count,
        sum(
            case
                when
                    fraction_part = 'denominator'
                    or balance_at is not null
                    or product_key is not null
                    then 1
                else 0
            end
        ) over (partition by metric_id) as other_terms
    from {{ ref('stg_reference__metric_terms') }}
),

terms as (
    select
        {%- for column in columns if column != 'line_item_key' %}
        facts.{{ column }},
        {%- endfor %}
        line_items.line_item_key,
        formulas.weight,
        formulas.term_count
    from facts
    inner join formulas
        on facts.line_item_key = formulas.line_item_key
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on formulas.metric_id = line_items.line_item_key
    where formulas.other_terms = 0
),

computed as (
    select
        {{ grain | join(',\n        ') }},
        max(published_at) as published_at,
        max(basis_from) as basis_from,
        min(basis_printed_at) as basis_printed_at,
        min(basis_until) as basis_until,
        max(stated_since) as stated_since,
        bool_or(is_contradicted) as is_contradicted,
        calendar_key,
        period_start,
        period_end,
        sum(weight * value) as value,
        sum(case when weight > 0 then weight * low else weight * high end)
            as low,
        sum(case when weight > 0 then weight * high else weight * low end)
            as high,
        unit,
        min(decimals) as decimals
    from terms
    group by
        {{ grain | join(', ') }}, calendar_key, period_start, period_end,
        unit, term_count
    having
        count(*) = term_count
        -- None of them was restated since another was printed.
        and (
            max(basis_from) is null
            or max(basis_from) <= min(basis_printed_at)
        )
        and (
            min(basis_until) is null or max(published_at) < min(basis_until)
        )
),

final as (
    select
        {%- for column in columns if column not in ('value', 'low', 'high') %}
        computed.{{ column }},
        {%- endfor %}
        cast(computed.value as {{ figure_type() }}) as value,
        cast(computed.low as decimal(26, 7)) as low,
        cast(computed.high as decimal(26, 7)) as high,
        cast(null as varchar) as figure_key,
        'formula' as derivation,
        {%- for part in ['addend', 'minuend', 'subtrahend', 'divisor'] %}
        cast(null as varchar) as {{ part }}_figure_key,
        {%- endfor %}
        -(row_number() over ()) as version_number
    from computed
    left join facts
        on
            {{ same('computed', 'facts', grain) }}
    where
        facts.release_id is null
        or computed.high - computed.low < facts.high - facts.low
)

select * from final
