-- Every amount, printed, derived or computed, with the time during which it was the best
-- word on its fact.
{% set parts = ['addend', 'minuend', 'subtrahend', 'divisor'] %}
{% set columns = fact_identity() + [
    'release_id', 'published_at', 'fiscal_year_end_month', 'period_start',
    'period_end', 'value', 'low', 'high', 'unit', 'decimals', 'figure_key',
] %}

with recursive

reported as (
    select
        {{ columns | join(',\n        ') }},
        figure_number as version_number,
        false as is_derived,
        cast(null as varchar) as derivation,
    {%- for part in parts %}
    cast(null as varchar) as {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_reported_facts') }}
),

-- What a formula computes more precisely is not a difference too.
derived as (
    select
        {{ 'derived.' ~ columns | join(',\n        derived.') }},
        derived.version_number,
        true as is_derived,
        derived.derivation,
    {%- for part in parts %}
    derived.{{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_derived_facts') }} as derived
    left join {{ ref('int_computed_facts') }} as computed
        on
            {{ same('derived', 'computed', fact_identity() + ['release_id']) }}
    where computed.release_id is null
),

-- Numbered below what is derived.
computed as (
    select
        {{ columns | join(',\n        ') }},
        version_number - (select count(*) from {{ ref('int_derived_facts') }})
            as version_number,
        true as is_derived,
        derivation,
    {%- for part in parts %}
    {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_computed_facts') }}
),

candidates as (
    {{- union_all(['reported', 'derived', 'computed']) }}
),

{{ versions_in_force('candidates', fact_identity()) }},

final as (
    select
        {{ columns | join(',\n        ') }},
        superseded_at,
        superseded_at is null as is_latest,
        is_derived,
        derivation,
    {%- for part in parts %}
    {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from versions
)

select * from final
