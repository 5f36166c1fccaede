-- A fact that a later release prints otherwise than before, beyond rounding:
-- what was in force before the first such release, and what is in force now.
{% set fact = fact_identity() + ['measure', 'comparison'] %}

with

vintages as (
    select * from {{ ref('int_vintages') }}
),

restated as (
    select
        *,
        row_number() over (
            partition by {{ fact | join(', ') }}
            order by vintage_number
        ) as restatement_number,
        count(*) over (partition by {{ fact | join(', ') }})
            as restatement_count,
        first_value(release_id) over (
            partition by {{ fact | join(', ') }}
            order by vintage_number desc
        ) as last_release_id
    from vintages
    where is_restated
),

final as (
    select
        restated.last_release_id as release_id,
        restated.company_key,
        restated.accounting_standard,
        restated.currency,
        restated.period_key,
        restated.line_item_key,
        restated.segment_key,
        restated.product_key,
        restated.scenario_key,
        restated.measure,
        restated.comparison,
        restated.unit,
        before.value as first_value,
        before.release_id as first_release_id,
        before.figure_key as first_figure_key,
        latest.value as latest_value,
        latest.release_id as latest_release_id,
        latest.figure_key as latest_figure_key,
        cast(latest.value - before.value as {{ figure_type() }}) as difference,
        restated.published_at as first_restated_at,
        cast(restated.restatement_count as integer) as restatement_count
    from restated
    inner join vintages as before
        on restated.compared_figure_number = before.figure_number
    inner join vintages as latest
        on
            {{ same('restated', 'latest', fact_identity() + ['measure']) }}
            and restated.comparison is not distinct from latest.comparison
            and latest.superseded_at is null
    where restated.restatement_number = 1
)

select * from final
