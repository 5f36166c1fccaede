-- The concepts that the chart knows, each with its line item: the first one of
-- a line item, of either taxonomy, and the further ones of concepts.csv.
with

first_concepts as (
    select
        'us-gaap:' || us_gaap_concept as concept,
        line_item_key,
        false as is_further
    from known_line_items
    where us_gaap_concept is not null
    union all
    select
        'ifrs-full:' || ifrs_concept as concept,
        line_item_key,
        false as is_further
    from known_line_items
    where ifrs_concept is not null
    union all
    select
        concept,
        line_item_key,
        true as is_further
    from known_concepts
    where line_item_key is not null
),

final as (
    select
        first_concepts.*,
        line_items.company_key,
        line_items.statement
    from first_concepts
    inner join known_line_items as line_items
        on first_concepts.line_item_key = line_items.line_item_key
)

select * from final
