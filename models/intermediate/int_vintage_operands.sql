-- Each figure that prints a fact again, in a later release, beside the one that
-- was in force. Where the two do not agree the fact was restated.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'vintage'
),

figures as (
    select * from {{ ref('int_figures') }}
),

vintages as (
    select * from {{ ref('int_vintages') }}
    where compared_figure_key is not null
),

final as (
    select
        {{ operand_columns(
            fact='operands',
            value='face_value',
            subject=cell_address('figures'),
            period_key='figures.period_key',
            table_id='figures.table_id',
            column_number='figures.column_number',
            is_exact='figures.decimals = compared.decimals',
            release_id='vintages.release_id',
        ) }}
    from terms
    cross join vintages
    inner join figures on vintages.figure_key = figures.figure_key
    inner join figures as compared
        on vintages.compared_figure_key = compared.figure_key
    inner join figures as operands
        on
            case terms.period_relation
                when 'subject' then vintages.figure_key
                else vintages.compared_figure_key
            end = operands.figure_key
)

select * from final
