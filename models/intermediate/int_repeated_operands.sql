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
        repeated.figure_number,
        repeated.preferred_figure_number,
        {{ cell_address('repeated') }} as subject,
        repeated.table_id,
        repeated.column_number,
        repeated.period_key,
        (repeated.is_exact and preferred.is_exact)
        or {{ are_rounded_alike(
            'repeated', 'preferred', 'face_value'
        ) }} as is_same_number,
        case
            when repeated.balance_at = 'opening' then 'repeated_opening_balance'
            when
                repeated.period_start is null
                and year_ends.end_date is not null
                then 'repeated_year_end'
            when
                repeated.is_exact and preferred.is_exact
                and repeated.statement <> preferred.statement
                then 'repeated_in_statements'
            else 'repeated'
        end as class
    from figures as repeated
    inner join figures as preferred
        on repeated.preferred_figure_number = preferred.figure_number
    left join {{ ref('int_fiscal_years') }} as year_ends
        on
            repeated.calendar_key = year_ends.calendar_key
            and repeated.period_end = year_ends.end_date
    where repeated.preference > 1
),

final as (
    select
        terms.identity_id,
        operands.release_id,
        repeated.subject,
        repeated.table_id,
        repeated.column_number,
        repeated.period_key,
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
        repeated.is_same_number as is_exact
    from terms
    inner join repeated on terms.applies_to = repeated.class
    inner join figures as operands
        on
            case terms.side
                when 'left' then repeated.figure_number
                else repeated.preferred_figure_number
            end = operands.figure_number
)

select * from final
