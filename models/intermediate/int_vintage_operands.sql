-- Each figure that prints a fact again, in a later release, beside the one that
-- was in force. Where the two do not agree the fact was restated. A target may
-- be replaced without that.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope in ('vintage', 'target')
),

figures as (
    select * from {{ ref('int_figures') }}
),

compared as (
    select
        figures.figure_number,
        figures.release_id,
        {{ cell_address('figures') }} as subject,
        figures.table_id,
        figures.column_number,
        figures.period_key,
        vintages.compared_figure_number,
        case figures.scenario_key
            when 'actual' then 'vintage' else 'target'
        end as scope,
        {{ are_rounded_alike('figures', 'in_force', 'face_value') }}
            as is_same_number
    from {{ ref('int_vintages') }} as vintages
    inner join figures on vintages.figure_number = figures.figure_number
    inner join figures as in_force
        on vintages.compared_figure_number = in_force.figure_number
),

final as (
    select
        terms.identity_id,
        compared.release_id,
        compared.subject,
        compared.table_id,
        compared.column_number,
        compared.period_key,
        terms.side,
        terms.weight,
        terms.is_required,
        cast(null as integer) as required_count,
        true as is_begun,
        operands.figure_key,
        cast(null as varchar) as growth_figure_key,
        operands.face_value as value,
        operands.low,
        operands.high,
        compared.is_same_number as is_exact
    from terms
    inner join compared on terms.scope = compared.scope
    inner join figures as operands
        on
            case terms.period_relation
                when 'subject' then compared.figure_number
                else compared.compared_figure_number
            end = operands.figure_number
)

select * from final
