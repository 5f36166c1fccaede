-- What an unknown label most likely stands for, with the evidence, for a person
-- to decide. Nothing else reads it than what the check shows. The best is
-- called first only where nothing else is as good in every way, nor much better
-- in one: a wrong first is worse than none.
{% set unknown_label = ['company_key', 'statement', 'heading', 'label'] %}

with

candidates as (
    select
        *,
        bool_or(is_at_home) over (
            partition by {{ unknown_label | join(', ') }}
        ) as has_home
    from {{ ref('int_label_candidates') }}
),

evidence as (
    select
        candidates.*,
        coalesce(agreements.equal_count, 0) as equal_count,
        coalesce(agreements.long_count, 0) as long_count,
        coalesce(agreements.other_count, 0) as other_count,
        coalesce(positions.neighbour_count, 0) as neighbour_count,
        coalesce(agreements.is_turned, false) as is_turned,
        not {{ names_an_outflow('candidates.label') }}
        and not {{ names_a_change('candidates.label') }} as is_of_one_sign,
        -- In a statement that is the home of some, the others come second.
        candidates.is_usual or not candidates.has_home as is_expected
    from candidates
    left join {{ ref('int_label_agreements') }} as agreements
        on
            {{ same('candidates', 'agreements', unknown_label + [
                'line_item_key', 'segment_key', 'product_key',
            ]) }}
            and coalesce(candidates.instant, '') = agreements.instant_key
    left join {{ ref('int_label_positions') }} as positions
        on
            {{ same('candidates', 'positions', unknown_label + [
                'meaning_key',
            ]) }}
),

-- What amounts say, from a contradiction to several equal ones; and which sign
-- is known of it, where any is.
weighed as (
    select
        *,
        case
            when other_count >= greatest(equal_count, 1) then 0
            when equal_count > 0 and is_turned and not is_expected then 1
            when long_count > 0 and other_count = 0 and not is_turned then 4
            when long_count > other_count then 3
            when equal_count > 0 and other_count = 0 then 2
            else 1
        end as amount_rank,
        case when neighbour_count = 2 then 1 else 0 end as place_rank,
        case when is_usual then 1 else 0 end as use_rank,
        case
            when equal_count > 0 then is_turned
            when is_same_statement and has_same_words then is_negated
            when is_at_home or period_type = 'instant' then false
            when is_of_one_sign then false
        end as has_turned_sign
    from evidence
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ unknown_label | join(', ') }}
            order by
                amount_rank + word_rank + neighbour_count + use_rank
                - case when is_expected then 0 else 2 end desc,
                similarity desc, meaning_key asc
        ) as proposal_number
    from weighed
),

best as (
    select * from ranked
    where proposal_number = 1
),

-- Whatever is as good, or better in amounts or words.
rivals as (
    select
        {%- for column in unknown_label %}
        best.{{ column }},
        {%- endfor %}
        max(case when rival.use_rank = 1 then rival.similarity end)
            as usual_similarity,
        bool_or(
            (
                rival.is_expected or rival.word_rank >= 2
                or not best.is_expected or best.word_rank < 2
            ) and (
                rival.amount_rank > best.amount_rank
                or (
                    rival.word_rank > greatest(best.word_rank, 1)
                    and rival.is_expected
                )
                or (
                    rival.amount_rank = best.amount_rank
                    and (
                        (
                            rival.word_rank >= best.word_rank
                            and rival.use_rank >= best.use_rank
                            and rival.place_rank >= best.place_rank
                        )
                        or (
                            rival.has_same_words
                            and rival.use_rank >= best.use_rank
                            and best.amount_rank > 1
                        )
                        or (
                            rival.is_at_home
                            and rival.word_rank >= 1
                            and not best.is_usual
                        )
                    )
                )
            )
        ) as is_rivalled
    from best
    inner join ranked as rival
        on
            {{ same('best', 'rival', unknown_label) }}
            and rival.proposal_number > 1
            and rival.amount_rank > 0
    group by 1, 2, 3, 4
),

-- Enough to be called first: words that are the same, or amounts with more.
proposed as (
    select
        ranked.*,
        ranked.proposal_number = 1
        and ranked.has_turned_sign is not null
        and not coalesce(rivals.is_rivalled, false)
        and ranked.amount_rank > 0
        -- Where the heading may name a part, words alone do not say the whole.
        and (
            ranked.amount_rank > 1
            or ranked.segment_key <> 'total'
            or ranked.product_key <> 'total'
            or not ranked.may_be_a_part
        )
        and (
            (ranked.word_rank >= 2 and ranked.is_expected)
            or (
                ranked.word_rank >= 1
                and (ranked.amount_rank >= 3 or ranked.place_rank = 1)
            )
            or (
                ranked.amount_rank >= 2
                and ranked.place_rank = 1
                and ranked.is_usual
            )
            or (
                ranked.amount_rank = 4
                and ranked.is_expected
                and not ranked.has_same_words
                and (
                    ranked.long_count >= 2
                    or (
                        ranked.is_usual
                        and ranked.similarity
                        >= coalesce(rivals.usual_similarity, 0)
                    )
                )
            )
        ) as is_first
    from ranked
    left join rivals
        on
            {{ same('ranked', 'rivals', unknown_label) }}
    where
        ranked.proposal_number <= 3
        and (
            ranked.amount_rank > 1
            or ranked.word_rank > 0
            or ranked.place_rank > 0
        )
),

-- The heading goes into the row where the label means other things below
-- others.
headed as (
    select
        *,
        needs_heading
        or min(meaning_key) over same_label <> max(meaning_key) over same_label
            as has_heading
    from proposed
    window same_label as (
        partition by company_key, statement, label, proposal_number
    )
),

final as (
    select
        {{ unknown_label | join(',\n        ') }},
        cast(proposal_number as integer) as proposal_number,
        is_first,
        line_item_key,
        segment_key,
        product_key,
        instant,
        coalesce(has_turned_sign, is_negated) as is_negated,
        known_label,
        figure_count,
        cast(equal_count as integer) as equal_count,
        cast(other_count as integer) as other_count,
        cast(neighbour_count as integer) as neighbour_count,
        word_rank,
        similarity,
        line_item_key || ' of ' || segment_key || ', ' || product_key || ': '
        || equal_count || ' of ' || figure_count
        || ' amounts known for it in the same period'
        || case
            when other_count > 0 then ', ' || other_count || ' known otherwise'
            else ''
        end
        || '; ' || neighbour_count || ' of 2 neighbouring lines the same'
        || '; ' || case
            when word_rank = 4
                then
                    'the label known'
                    || case
                        when is_own_label then ' in another table'
                        else ' of any company'
                    end
            when has_same_words then 'in other words "' || known_label || '"'
            else
                'the label ' || cast(similarity as varchar) || ' like "'
                || known_label || '"'
        end as evidence,
        company_key || ',' || statement || ','
        || case when has_heading then {{ csv_cell('heading') }} else '' end
        || ',' || {{ csv_cell('label') }} || ',' || line_item_key || ','
        || segment_key || ',' || product_key || ','
        || coalesce(instant, '') || ','
        || case
            when coalesce(has_turned_sign, is_negated) then 'true' else 'false'
        end as labels_row
    from headed
)

select * from final
