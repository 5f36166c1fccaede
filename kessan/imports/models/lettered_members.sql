-- The members of the reference data by the letters of their labels: a company
-- and its tags write a name with the same ones.
with

members as (
    select
        'segment' as axis,
        segment_key as member_key,
        company_key,
        label
    from known_segments
    union all
    select
        'product' as axis,
        product_key as member_key,
        company_key,
        label
    from known_products
    union all
    select
        axis,
        member_key,
        company_key,
        label
    from known_members
),

final as (
    select
        axis,
        member_key,
        company_key,
        lower(regexp_replace(label, '[^A-Za-z0-9]', '', 'g')) as letters
    from members
)

select * from final
