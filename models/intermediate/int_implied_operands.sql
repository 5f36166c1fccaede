-- Each figure that a release prints first beside what earlier releases imply of
-- it: a fourth quarter beside the year less nine months. The figures on the
-- right are those that the derived fact is a sum of.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'implied'
),

figures as (
    select * from {{ ref('int_figures') }}
),

-- What was derived of earlier releases, and of nothing that this one says.
implied as (
    select
        vintages.figure_number,
        derived.version_number,
        row_number() over (
            partition by vintages.figure_number
            order by
                derived.published_at desc, derived.high - derived.low asc,
                derived.release_id asc
        ) as preference
    from {{ ref('int_vintages') }} as vintages
    inner join {{ ref('int_derived_facts') }} as derived
        on
            {{ same('vintages', 'derived', fact_identity()) }}
            and vintages.published_at > derived.published_at
            and vintages.published_at < {{ known_until('derived') }}
    where
        vintages.measure = 'amount'
        and vintages.vintage_number = 1
        and derived.divisor_figure_key is null
),

compared as (
    select
        'subject' as period_relation,
        figures.figure_number as subject_figure_number,
        figures.figure_key,
        1 as part_weight,
        true as is_first,
        figures.face_value,
        figures.low,
        figures.high
    from implied
    inner join figures on implied.figure_number = figures.figure_number
    where implied.preference = 1
    union all
    select
        'derived' as period_relation,
        implied.figure_number as subject_figure_number,
        parts.figure_key,
        parts.part_weight,
        parts.is_first,
        parts.face_value,
        parts.low,
        parts.high
    from implied
    inner join {{ ref('int_derived_parts') }} as parts
        on implied.version_number = parts.version_number
    where implied.preference = 1
),

compared_terms as (
    select
        terms.identity_id,
        terms.side,
        terms.weight * compared.part_weight as weight,
        terms.is_required and compared.is_first as is_required,
        compared.subject_figure_number,
        compared.figure_key,
        compared.face_value,
        compared.low,
        compared.high
    from compared
    inner join terms on compared.period_relation = terms.period_relation
),

final as (
    select
        compared_terms.identity_id,
        figures.release_id,
        {{ cell_address('figures') }} as subject,
        figures.table_id,
        figures.column_number,
        figures.period_key,
        compared_terms.side,
        compared_terms.weight,
        compared_terms.is_required,
        cast(null as integer) as required_count,
        true as is_begun,
        compared_terms.figure_key,
        cast(null as varchar) as growth_figure_key,
        compared_terms.face_value as value,
        compared_terms.low,
        compared_terms.high,
        false as is_exact
    from compared_terms
    inner join figures
        on compared_terms.subject_figure_number = figures.figure_number
)

select * from final
