-- What stands for the terms of an identity in each column of a printed table,
-- or in each period of a statement that is printed in more than one table.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope in ('table', 'statement')
),

figures as (
    select
        *,
        statement || '/' || period_key as statement_period,
        table_id || '/' || column_number as table_column,
        coalesce(instant, 'same') as place
    from {{ ref('int_figures') }}
),

final as (
    select
        {{ operand_columns(
            fact='figures',
            value='face_value',
            subject="case terms.scope
                when 'statement' then figures.statement_period
                else figures.table_column
            end",
            period_key='figures.period_key',
            table_id="case terms.scope when 'table' then figures.table_id end",
            column_number="case terms.scope
                when 'table' then figures.column_number
            end",
        ) }}
    from terms
    inner join figures
        on
            terms.applies_to in (figures.statement, figures.table_id)
            and coalesce(terms.company_key, figures.company_key)
            = figures.company_key
            and terms.line_item_key = figures.line_item_key
            and terms.segment_key = figures.segment_key
            and terms.product_key = figures.product_key
            and terms.measure = figures.measure
            and terms.scenario_key = figures.scenario_key
            and terms.period_relation = figures.place
)

select * from final
