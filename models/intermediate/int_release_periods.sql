-- The periods that the figures and derived facts of each release are about, and
-- those that an analyst will ask for.
{{ config(
    materialized='incremental',
    on_schema_change='fail',
    pre_hook="{{ forget_releases() }}"
) }}

with

figures_and_facts as (
    {%- for model in [
        'int_placed_figures', 'int_derived_facts', 'int_spans'
    ] %}
    select
        release_id,
        company_key,
        period_key,
        period_start,
        period_end,
        calendar_key,
        scenario_key
    from {{ ref(model) }}
    {{- ' where is_understood' if model == 'int_placed_figures' }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        release_id,
        company_key,
        period_key,
        period_start,
        period_end,
        calendar_key,
        bool_or(scenario_key = 'actual') as is_actual
    from figures_and_facts
    group by 1, 2, 3, 4, 5, 6
)

select * from final
