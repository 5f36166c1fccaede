-- What each figure of a class is to be compared with: a growth or a change with
-- the amounts that it compares, a flow with those of its quarters.
{{ config(materialized='view') }}

with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'figure'
),

comparisons as (
    select
        *,
        case measure when 'yoy_percent' then 'growth' else measure end as class,
        case comparison
            when 'initial_forecast' then comparison else 'actual'
        end as compared_scenario_key
    from {{ ref('int_figures') }}
    where measure in ('yoy_percent', 'change')
),

flows as (
    select
        figures.*,
        'flow' as class,
        figures.scenario_key as compared_scenario_key
    from {{ ref('int_figures') }} as figures
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on figures.line_item_key = line_items.line_item_key
    where
        line_items.is_additive
        and figures.measure = 'amount'
        and figures.preference = 1
),

subjects as (
    select * from comparisons
    union all
    select * from flows
),

-- A flow is evaluated where both its last quarter and the time before were
-- printed: a part that is derived from the flow says nothing of it. The base of
-- a growth that is not printed is missing.
final as (
    select
        terms.identity_id,
        terms.side,
        terms.weight,
        terms.is_required,
        terms.measure,
        terms.period_relation,
        subjects.class <> 'flow' as is_begun,
        subjects.class <> 'flow' as may_be_derived,
        {{ cell_address('subjects') }} as subject,
        subjects.figure_key as subject_figure_key,
        subjects.release_id,
        subjects.published_at,
        subjects.table_id,
        subjects.column_number,
        subjects.period_key as subject_period_key,
        subjects.company_key,
        subjects.accounting_standard,
        subjects.currency,
        relations.related_period_key as period_key,
        subjects.line_item_key,
        subjects.segment_key,
        subjects.product_key,
        case terms.period_relation
            when 'compared' then subjects.compared_scenario_key
            else subjects.scenario_key
        end as scenario_key
    from terms
    inner join subjects on terms.applies_to = subjects.class
    left join {{ ref('int_period_relations') }} as relations
        on
            subjects.period_key = relations.period_key
            and case terms.period_relation
                when 'compared' then subjects.comparison
                else terms.period_relation
            end = relations.relation
)

select * from final
