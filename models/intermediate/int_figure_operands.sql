-- What stands for the terms of an identity of every figure of a class: the
-- figure itself, and each amount that it is compared with, as the release has
-- it or, where it has none, as earlier releases had made it known on that day.
with

subject_terms as (
    select
        terms.*,
        subjects.figure_key,
        subjects.face_value as value,
        subjects.low,
        subjects.high,
        subjects.is_exact,
        subjects.published_at as basis_printed_at,
        cast(null as timestamp) as basis_from,
        1 as preference
    from {{ ref('int_figure_terms') }} as terms
    inner join {{ ref('int_figures') }} as subjects
        on terms.subject_figure_key = subjects.figure_key
    where terms.period_relation = 'subject'
),

known_terms as (
    select
        terms.*,
        vintages.figure_key,
        vintages.value,
        vintages.low,
        vintages.high,
        vintages.is_exact,
        vintages.basis_printed_at,
        vintages.basis_from,
        row_number() over (
            partition by
                terms.subject_figure_key, terms.identity_id, terms.side,
                terms.period_relation
            order by (terms.release_id = vintages.release_id) desc
        ) as preference
    from {{ ref('int_figure_terms') }} as terms
    inner join {{ ref('int_vintages') }} as vintages
        on
            {{ same('terms', 'vintages', fact_identity() + ['measure']) }}
            and (
                terms.release_id = vintages.release_id
                or (
                    terms.published_at >= vintages.published_at
                    and terms.published_at < {{ known_until('vintages') }}
                )
            )
    where terms.period_relation <> 'subject'
),

all_terms as (
    select * from subject_terms
    union all
    select * from known_terms
    where preference = 1
),

-- What was printed before another term was restated is of another basis, and
-- says nothing about it.
dated_terms as (
    select
        *,
        max(basis_from) over (
            partition by subject_figure_key, identity_id
        ) as last_restated_at
    from all_terms
),

terms as (
    select * from dated_terms
    where last_restated_at is null or basis_printed_at >= last_restated_at
),

final as (
    select
        {{ operand_columns(
            fact='terms',
            value='value',
            subject='terms.subject',
            period_key='terms.subject_period_key',
            table_id='terms.table_id',
            column_number='terms.column_number',
            is_begun='terms.is_begun',
        ) }}
    from terms
)

select * from final
