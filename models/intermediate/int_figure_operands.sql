-- What stands for the terms of an identity of every figure of a class: the
-- figure itself, and each amount that it is compared with, as the release has
-- it or, where it has none, as earlier releases had made it known on that day.
-- A growth whose base nobody printed is compared with the figures that the base
-- is derived from.
{% set printed_parts = figure_parts() | reject('equalto', 'divisor') | list %}
{% set term = [
    'subject_figure_key', 'identity_id', 'side', 'period_relation',
] %}

with

all_known_terms as (
    select
        terms.*,
        vintages.figure_key,
        vintages.value,
        vintages.low,
        vintages.high,
        vintages.is_exact,
        vintages.basis_printed_at,
        vintages.basis_from,
        cast(null as bigint) as version_number,
        case when terms.release_id = vintages.release_id then 1 else 2 end
            as preference
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

-- What the release has itself goes before what was in force, which is one.
own_terms as (
    select {{ term | join(', ') }} from all_known_terms
    where preference = 1
),

known_terms as (
    select all_known_terms.* from all_known_terms
    left join own_terms
        on
            {{ same('all_known_terms', 'own_terms', term) }}
    where
        all_known_terms.preference = 1
        or own_terms.subject_figure_key is null
),

-- A flow alone is compared with nothing.
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
        cast(null as bigint) as version_number,
        1 as preference
    from {{ ref('int_figure_terms') }} as terms
    inner join {{ ref('int_figures') }} as subjects
        on terms.subject_figure_key = subjects.figure_key
    where
        terms.period_relation = 'subject'
        and (
            terms.is_begun
            or (terms.subject_figure_key, terms.identity_id) in (
                select
                    known_terms.subject_figure_key,
                    known_terms.identity_id
                from known_terms
            )
        )
),

-- A derivation that uses the figure itself would agree with whatever it says.
derivable_terms as (
    select
        terms.*,
        cast(null as varchar) as figure_key,
        derived.value,
        derived.low,
        derived.high,
        false as is_exact,
        derived.basis_printed_at,
        derived.basis_from,
        derived.version_number,
        row_number() over (
            partition by {{ 'terms.' ~ term | join(', terms.') }}
            order by
                (terms.release_id = derived.release_id) desc,
                derived.published_at desc, derived.high - derived.low asc,
                derived.release_id asc
        ) as preference
    from {{ ref('int_figure_terms') }} as terms
    inner join {{ ref('int_derived_facts') }} as derived
        on
            {{ same('terms', 'derived', fact_identity()) }}
            and terms.published_at >= derived.published_at
            and terms.published_at < {{ known_until('derived') }}
    left join known_terms
        on
            {{ same('terms', 'known_terms', term) }}
    where
        terms.may_be_derived
        and terms.measure = 'amount'
        and known_terms.subject_figure_key is null
        and derived.divisor_figure_key is null
        {%- for part in printed_parts %}
        and terms.subject_figure_key
        <> coalesce(derived.{{ part }}_figure_key, '')
        {%- endfor %}
),

all_terms as (
    select * from subject_terms
    union all
    select * from known_terms
    union all
    select * from derivable_terms
    where preference = 1
),

restatements as (
    select
        subject_figure_key,
        identity_id,
        max(basis_from) as last_restated_at
    from all_terms
    where basis_from is not null
    group by 1, 2
),

-- What was printed before another term was restated is of another basis, and
-- says nothing about it.
terms as (
    select all_terms.* from all_terms
    left join restatements
        on
            {{ same(
                'all_terms', 'restatements',
                ['subject_figure_key', 'identity_id']
            ) }}
    where
        restatements.last_restated_at is null
        or all_terms.basis_printed_at >= restatements.last_restated_at
),

derived_terms as (
    select
        terms.identity_id,
        terms.release_id,
        terms.subject,
        terms.table_id,
        terms.column_number,
        terms.subject_period_key,
        terms.side,
        terms.weight * parts.part_weight as weight,
        terms.is_required and parts.is_first as is_required,
        terms.is_begun,
        parts.figure_key,
        parts.face_value,
        parts.low,
        parts.high
    from terms
    inner join {{ ref('int_derived_parts') }} as parts
        on terms.version_number = parts.version_number
),

final as (
    select
        terms.identity_id,
        terms.release_id,
        terms.subject,
        terms.table_id,
        terms.column_number,
        terms.subject_period_key as period_key,
        terms.side,
        terms.weight,
        terms.is_required,
        cast(null as integer) as required_count,
        terms.is_begun,
        terms.figure_key,
        cast(null as varchar) as growth_figure_key,
        terms.value,
        terms.low,
        terms.high,
        terms.is_exact
    from terms
    where terms.version_number is null
    union all
    select
        terms.identity_id,
        terms.release_id,
        terms.subject,
        terms.table_id,
        terms.column_number,
        terms.subject_period_key as period_key,
        terms.side,
        terms.weight,
        terms.is_required,
        cast(null as integer) as required_count,
        terms.is_begun,
        terms.figure_key,
        cast(null as varchar) as growth_figure_key,
        terms.face_value as value,
        terms.low,
        terms.high,
        false as is_exact
    from derived_terms as terms
)

select * from final
