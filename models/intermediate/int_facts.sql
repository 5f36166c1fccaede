-- Every amount, printed or derived, with the time during which it was the best
-- word on its fact.
{% set parts = ['addend', 'minuend', 'subtrahend', 'divisor'] %}
{% set further_parts = figure_parts() | reject('in', parts) | list %}
{% set columns = fact_identity() + basis_columns() + [
    'release_id', 'published_at', 'calendar_key', 'period_start',
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

-- What is made of more figures than these names them in fct_fact_operands.
derived_facts as (
    select
        *,
        coalesce(
            {%- for part in further_parts %}
            {{ part }}_figure_key{{ ',' if not loop.last }}
            {%- endfor %}
        ) is not null as has_further_figures
    from {{ ref('int_derived_facts') }}
),

derived as (
    select
        {{ columns | join(',\n        ') }},
        version_number,
        true as is_derived,
        derivation,
    {%- for part in parts %}
    case when not has_further_figures then {{ part }}_figure_key end
        as {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from derived_facts
),

candidates as (
    {{- union_all(['reported', 'derived']) }}
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
