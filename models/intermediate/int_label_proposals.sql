-- What an unknown label most likely stands for, with the evidence, for a person
-- to decide. Nothing else reads it than the text of the problem.
{% set label_columns = [
    'release_id', 'statement', 'table_id', 'line_number', 'heading', 'label',
] %}

with

candidates as (
    select * from {{ ref('int_label_candidates') }}
),

weighed as (
    select
        candidates.*,
        coalesce(agreements.equal_count, 0) as equal_count,
        coalesce(agreements.other_count, 0) as other_count,
        coalesce(positions.neighbour_count, 0) as neighbour_count,
        case
            when agreements.equal_count > 0 then agreements.is_turned
            else candidates.is_negated
        end as is_turned
    from candidates
    left join {{ ref('int_label_agreements') }} as agreements
        on
            {%- for column in label_columns + [
                'line_item_key', 'segment_key', 'product_key',
            ] %}
            candidates.{{ column }} = agreements.{{ column }}
            and
            {%- endfor %}
            coalesce(candidates.balance_at, '') = agreements.balance_at_key
    left join {{ ref('int_label_positions') }} as positions
        on
            {%- for column in label_columns %}
            candidates.{{ column }} = positions.{{ column }}
            and
            {%- endfor %}
            candidates.meaning_key = positions.meaning_key
),

-- Without one of these a proposal would be a guess.
proposed as (
    select
        *,
        row_number() over (
            partition by {{ label_columns | join(', ') }}
            order by
                equal_count desc, other_count asc, neighbour_count desc,
                is_same_heading desc, is_same_statement desc,
                similarity desc, meaning_key asc
        ) as proposal_number
    from weighed
    where
        equal_count > 0
        or neighbour_count = 2
        or (is_same_statement and similarity >= 0.85)
),

final as (
    select
        {{ label_columns | join(',\n        ') }},
        cast(proposal_number as integer) as proposal_number,
        line_item_key,
        segment_key,
        product_key,
        balance_at,
        is_turned as is_negated,
        known_label,
        cast(figure_count as integer) as figure_count,
        cast(equal_count as integer) as equal_count,
        cast(other_count as integer) as other_count,
        cast(neighbour_count as integer) as neighbour_count,
        is_same_heading,
        similarity,
        line_item_key || ' of ' || segment_key || ', ' || product_key || ': '
        || equal_count || ' of ' || figure_count
        || ' amounts known for it in the same period'
        || case
            when other_count > 0 then ', ' || other_count || ' known otherwise'
            else ''
        end
        || '; ' || neighbour_count || ' of 2 neighbouring lines the same'
        || case when is_same_heading then '; the same heading' else '' end
        || '; the label ' || cast(similarity as varchar) || ' like "'
        || known_label || '"' as evidence,
        statement || ','
        || case
            when needs_heading then {{ csv_cell('heading') }} else ''
        end
        || ',' || {{ csv_cell('label') }} || ',' || line_item_key || ','
        || segment_key || ',' || product_key || ','
        || coalesce(balance_at, '') || ','
        || case when is_turned then 'true' else 'false' end as labels_row
    from proposed
    where proposal_number <= 3
)

select * from final
