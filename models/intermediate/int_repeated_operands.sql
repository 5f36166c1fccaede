-- Each figure that a release prints again, beside the preferred one of the same
-- fact. Which identity says that they agree depends on what is repeated.
-- Printed twice in one precision it is the same number: nothing is rounded.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'figure'
),

figures as (
    select * from {{ ref('int_figures') }}
),

repeated as (
    select
        repeated.*,
        (repeated.is_exact and preferred.is_exact)
        or repeated.decimals = preferred.decimals as is_same_number,
        case
            when repeated.instant = 'opening' then 'repeated_opening_balance'
            when
                repeated.period_start is null
                and {{ months_into_fiscal_year(
                    'repeated.period_end', 'repeated.fiscal_year_end_month'
                ) }} = 11
                then 'repeated_year_end'
            when
                repeated.is_exact and preferred.is_exact
                and repeated.statement <> preferred.statement
                then 'repeated_in_statements'
            else 'repeated'
        end as class
    from figures as repeated
    inner join figures as preferred
        on
            repeated.release_id = preferred.release_id
            and repeated.preferred_figure_key = preferred.figure_key
    where repeated.preference > 1
),

left_operands as (
    select
        {{ operand_columns(
            fact='repeated',
            value='face_value',
            subject=cell_address('repeated'),
            period_key='repeated.period_key',
            is_exact='repeated.is_same_number',
            table_id='repeated.table_id',
            column_number='repeated.column_number',
        ) }}
    from terms
    inner join repeated on terms.applies_to = repeated.class
    where terms.side = 'left'
),

right_operands as (
    select
        {{ operand_columns(
            fact='preferred',
            value='face_value',
            subject=cell_address('repeated'),
            period_key='repeated.period_key',
            is_exact='repeated.is_same_number',
            table_id='repeated.table_id',
            column_number='repeated.column_number',
        ) }}
    from terms
    inner join repeated on terms.applies_to = repeated.class
    inner join figures as preferred
        on
            repeated.release_id = preferred.release_id
            and repeated.preferred_figure_key = preferred.figure_key
    where terms.side = 'right'
),

final as (
    {{- union_all(['left_operands', 'right_operands']) }}
)

select * from final
