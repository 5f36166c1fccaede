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

final as (
    select
        {{ operand_columns(
            fact='compared',
            value='face_value',
            subject=cell_address('figures'),
            period_key='figures.period_key',
            table_id='figures.table_id',
            column_number='figures.column_number',
            weight='terms.weight * compared.part_weight',
            is_required='terms.is_required and compared.is_first',
            is_exact='false',
            release_id='figures.release_id',
        ) }}
    from compared
    inner join terms on compared.period_relation = terms.period_relation
    inner join figures on compared.subject_figure_number = figures.figure_number
)

select * from final
