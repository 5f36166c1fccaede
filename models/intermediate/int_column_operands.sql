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
        coalesce(balance_at, 'same') as place
    from {{ ref('int_figures') }}
),

final as (
    select
        terms.identity_id,
        figures.release_id,
        case terms.scope
            when 'statement' then figures.statement_period
            else figures.table_column
        end as subject,
        case terms.scope when 'table' then figures.table_id end as table_id,
        case terms.scope when 'table' then figures.column_number end
            as column_number,
        figures.period_key,
        terms.side,
        terms.weight,
        terms.is_required,
        cast(null as integer) as required_count,
        true as is_begun,
        figures.figure_key,
        cast(null as varchar) as growth_figure_key,
        figures.face_value as value,
        figures.low,
        figures.high,
        figures.is_exact
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
