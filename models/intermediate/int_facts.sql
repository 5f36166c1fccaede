-- Every amount, printed, derived or computed, with the time during which it was
-- the best word on its fact.
{% set parts = ['addend', 'minuend', 'subtrahend', 'divisor'] %}
{% set further_parts = figure_parts() | reject('in', parts) | list %}
{% set columns = fact_identity() + basis_columns() + [
    'release_id', 'published_at', 'calendar_key', 'period_start',
    'period_end', 'value', 'low', 'high', 'unit', 'decimals', 'figure_key',
] %}

with

reported as (
    select
        {{ columns | join(',\n        ') }},
        announced_on,
        figure_number as version_number,
        false as is_derived,
        is_contradicted,
        cast(null as varchar) as derivation,
    {%- for part in parts %}
    cast(null as varchar) as {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_reported_facts') }}
),

-- What is made of more figures than these names them in fct_fact_operands; and
-- what a formula computes more precisely is not a difference too.
derived_facts as (
    select
        derived.*,
        coalesce(
            {%- for part in further_parts %}
            derived.{{ part }}_figure_key{{ ',' if not loop.last }}
            {%- endfor %}
        ) is not null as has_further_figures
    from {{ ref('int_derived_facts') }} as derived
    left join {{ ref('int_computed_facts') }} as computed
        on
            {{ same('derived', 'computed', fact_identity() + ['release_id']) }}
    where computed.release_id is null
),

derived as (
    select
        {{ columns | join(',\n        ') }},
        cast(null as date) as announced_on,
        version_number,
        true as is_derived,
        is_contradicted,
        derivation,
    {%- for part in parts %}
    case when not has_further_figures then {{ part }}_figure_key end
        as {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from derived_facts
),

-- Numbered below what is derived.
computed as (
    select
        {{ columns | join(',\n        ') }},
        cast(null as date) as announced_on,
        version_number - (select count(*) from {{ ref('int_derived_facts') }})
            as version_number,
        true as is_derived,
        is_contradicted,
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

versions as (
    {{ versions_in_force('candidates', fact_identity()) }}
),

known_versions as (
    select
        {{ 'versions.' ~ columns | join(',\n        versions.') }},
        versions.superseded_at,
        versions.is_derived,
        versions.derivation,
        {%- for part in parts %}
        versions.{{ part }}_figure_key,
        {%- endfor %}
        coalesce(versions.announced_on, cast(versions.published_at as date))
            as announced_on,
        cast(scenarios.display_order as integer) as scenario_order
    from versions
    left join {{ ref('scenarios') }} as scenarios
        on versions.scenario_key = scenarios.scenario_key
),

targets as (
    select
        {{ fact_identity() | join(',\n        ') }},
        scenario_order,
        min(announced_on) as announced_on
    from known_versions
    where scenario_key <> 'actual'
    group by {{ fact_identity() | join(', ') }}, scenario_order
),

-- A target is good until a revised one is announced.
replaced_targets as (
    select
        {{ 'targets.' ~ fact_identity() | join(',\n        targets.') }},
        min(revised.announced_on) as replaced_on
    from targets
    inner join targets as revised
        on
            {{ same(
                'targets', 'revised', fact_identity(without=['scenario_key'])
            ) }}
            and targets.scenario_order < revised.scenario_order
    group by {{ 'targets.' ~ fact_identity() | join(', targets.') }}
),

with_replacements as (
    select
        known_versions.*,
        known_versions.superseded_at is null as is_last_version,
        case
            when
                replaced_targets.replaced_on is null
                or cast(known_versions.superseded_at as date)
                <= replaced_targets.replaced_on
                then known_versions.superseded_at
            -- Printed again after that, it was not in force at all.
            else cast(
                greatest(
                    replaced_targets.replaced_on, known_versions.announced_on
                ) as timestamp
            )
        end as in_force_until
    from known_versions
    left join replaced_targets
        on
            {{ same('known_versions', 'replaced_targets', fact_identity()) }}
),

final as (
    select
        {{ columns | join(',\n        ') }},
        announced_on,
        in_force_until as superseded_at,
        in_force_until is null as is_latest,
        is_last_version,
        is_derived,
        derivation,
    {%- for part in parts %}
    {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from with_replacements
)

select * from final
