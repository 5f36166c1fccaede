-- What each concept that lines are tagged with stands for: the line item of its
-- own statement that has it, else the one of another. The signs of a cash flow
-- statement are those of cash: no other statement has its line items. A concept
-- that several have says nothing, nor does a further concept of a line item
-- where the company prints its first one in the same statement: it is another
-- line, such as the sales in all revenues.
{% set taxonomies = {
    'us-gaap': 'us_gaap_concept',
    'ifrs-full': 'ifrs_concept',
} %}

with

line_items as (
    select * from {{ ref('stg_reference__line_items') }}
),

known_concepts as (
    {%- for prefix, column in taxonomies.items() %}
    select
        '{{ prefix }}:' || {{ column }} as concept,
        line_item_key,
        company_key,
        statement,
        false as is_further
    from line_items
    where {{ column }} is not null
    union all
    {%- endfor %}
    select
        concepts.concept,
        line_items.line_item_key,
        line_items.company_key,
        line_items.statement,
        true as is_further
    from {{ ref('concepts') }} as concepts
    inner join line_items on concepts.line_item_key = line_items.line_item_key
),

printed_concepts as (
    select
        releases.company_key,
        lines.statement,
        lines.concept
    from {{ ref('stg_release__lines') }} as lines
    inner join {{ ref('stg_release__releases') }} as releases
        on lines.release_id = releases.release_id
    where lines.concept is not null
    group by 1, 2, 3
),

meanings as (
    select
        printed.*,
        known.line_item_key,
        known.is_further,
        known.statement = printed.statement as is_own,
        bool_or(known.statement = printed.statement) over (
            partition by
                printed.company_key, printed.statement, printed.concept
        ) as has_own
    from printed_concepts as printed
    inner join known_concepts as known
        on
            printed.concept = known.concept
            and printed.company_key
            = coalesce(known.company_key, printed.company_key)
    where
        known.statement = printed.statement or known.statement <> 'cash_flow'
),

kinds as (
    select
        *,
        bool_or(is_further) over of_statement
        and not bool_and(is_further) over of_statement as has_both_kinds
    from meanings
    window of_statement as (
        partition by company_key, statement, line_item_key
    )
),

apart as (
    select
        *,
        bool_or(has_both_kinds) over (
            partition by company_key, line_item_key
        ) as has_first_beside
    from kinds
),

final as (
    select
        company_key,
        statement,
        concept,
        min(line_item_key) as line_item_key
    from apart
    where is_own = has_own and not (is_further and has_first_beside)
    group by 1, 2, 3
    having count(distinct line_item_key) = 1
)

select * from final
