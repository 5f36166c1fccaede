-- What stands for the terms of an identity of every figure of a class: each
-- growth and change with the amounts that it compares, each flow with those of
-- its quarters.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'figure'
),

facts as (
    select * from {{ ref('int_fact_intervals') }}
    where growth_figure_key is null
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

subject_operands as (
    select
        {{ operand_columns(
            fact='subjects',
            value='face_value',
            subject=cell_address('subjects'),
            period_key='subjects.period_key',
            table_id='subjects.table_id',
            column_number='subjects.column_number',
            is_begun="subjects.class <> 'flow'",
        ) }}
    from terms
    inner join subjects on terms.applies_to = subjects.class
    where terms.period_relation = 'subject'
),

-- A flow is begun where its last quarter is printed too.
related_operands as (
    select
        {{ operand_columns(
            fact='facts',
            value='value',
            subject=cell_address('subjects'),
            period_key='subjects.period_key',
            table_id='subjects.table_id',
            column_number='subjects.column_number',
            is_begun="terms.period_relation = 'last_quarter'",
        ) }}
    from terms
    inner join subjects on terms.applies_to = subjects.class
    inner join {{ ref('int_period_relations') }} as relations
        on
            subjects.period_key = relations.period_key
            and case terms.period_relation
                when 'compared' then subjects.comparison
                else terms.period_relation
            end = relations.relation
    inner join facts
        on
            subjects.release_id = facts.release_id
            and relations.related_period_key = facts.period_key
            and subjects.line_item_key = facts.line_item_key
            and subjects.segment_key = facts.segment_key
            and subjects.service_key = facts.service_key
            and terms.measure = facts.measure
            and case terms.period_relation
                when 'compared' then subjects.compared_scenario_key
                else subjects.scenario_key
            end = facts.scenario_key
),

final as (
    {{- union_all(['subject_operands', 'related_operands']) }}
)

select * from final
