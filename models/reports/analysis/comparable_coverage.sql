-- For how many companies each standard line item is known, and which tags stand
-- behind it. What is derived has none.
with

known as (
    select
        comparable_item,
        label,
        display_order,
        line_item_key,
        coalesce(concept, 'none') as concept,
        company_key
    from {{ ref('comparable_figures') }}
    where span in ('year_to_date', 'balance')
),

of_items as (
    select
        comparable_item,
        count(distinct company_key) as company_count
    from known
    group by 1
),

companies as (
    select count(*) as all_company_count from {{ ref('dim_company') }}
),

final as (
    select
        known.comparable_item,
        known.line_item_key,
        known.concept,
        min(known.label) as label,
        min(known.display_order) as display_order,
        cast(count(distinct known.company_key) as integer)
            as concept_company_count,
        cast(min(of_items.company_count) as integer) as company_count,
        cast(min(companies.all_company_count) as integer) as all_company_count
    from known
    inner join of_items on known.comparable_item = of_items.comparable_item
    cross join companies
    group by 1, 2, 3
)

select * from final
