-- What each unknown label may stand for: every meaning that labels.csv knows
-- and that its table does not print in another line.
with

figures as (
    select * from {{ ref('int_placed_figures') }}
),

unknown_labels as (
    select
        company_key,
        release_id,
        statement,
        table_id,
        line_number,
        heading,
        label,
        {{ label_key('heading') }} as heading_key,
        {{ label_key('label') }} as label_key,
        count(*) filter (where measure = 'amount' and value <> 0)
            as figure_count
    from figures
    where line_item_key is null and line_number is not null
    group by 1, 2, 3, 4, 5, 6, 7
),

known_labels as (
    select
        *,
        {{ meaning_key() }} as meaning_key
    from {{ ref('stg_reference__labels') }}
),

printed_meanings as (
    select
        release_id,
        table_id,
        {{ meaning_key() }} as meaning_key
    from figures
    where section = 'table' and line_item_key is not null
    group by 1, 2, 3
),

candidates as (
    select
        unknown_labels.*,
        known.meaning_key,
        known.line_item_key,
        known.segment_key,
        known.product_key,
        known.balance_at,
        known.is_negated,
        known.label as known_label,
        known.heading_key <> '' as needs_heading,
        unknown_labels.statement = known.statement as is_same_statement,
        unknown_labels.heading_key <> ''
        and unknown_labels.statement = known.statement
        and unknown_labels.heading_key = known.heading_key as is_same_heading,
        {{ text_similarity('unknown_labels.label_key', 'known.label_key') }}
            as similarity
    from unknown_labels
    cross join known_labels as known
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by
                candidates.release_id, candidates.statement,
                candidates.table_id, candidates.line_number,
                candidates.heading, candidates.label, candidates.meaning_key
            order by
                candidates.is_same_statement desc,
                candidates.is_same_heading desc,
                candidates.similarity desc,
                candidates.known_label asc
        ) as preference
    from candidates
    left join printed_meanings
        on
            candidates.release_id = printed_meanings.release_id
            and candidates.table_id = printed_meanings.table_id
            and candidates.meaning_key = printed_meanings.meaning_key
    where printed_meanings.meaning_key is null
),

final as (
    select
        company_key,
        release_id,
        statement,
        table_id,
        line_number,
        heading,
        label,
        figure_count,
        meaning_key,
        line_item_key,
        segment_key,
        product_key,
        balance_at,
        is_negated,
        known_label,
        needs_heading,
        is_same_statement,
        is_same_heading,
        similarity
    from ranked
    where preference = 1
)

select * from final
