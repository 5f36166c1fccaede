-- A printed amount beside what is derived of it from other releases: whether
-- both agree within rounding.
with

printed as (
    select *
    from {{ ref('int_vintages') }}
    where measure = 'amount'
),

final as (
    select
        printed.release_id,
        printed.figure_key,
        printed.period_key,
        printed.line_item_key,
        printed.segment_key,
        printed.product_key,
        printed.value,
        derived.value as derived_value,
        derived.release_id as derived_release_id,
        printed.low <= derived.high and printed.high >= derived.low
            as is_in_agreement
    from printed
    inner join {{ ref('int_derived_facts') }} as derived
        on
            {{ same('printed', 'derived', fact_identity()) }}
            and printed.release_id <> derived.release_id
)

select * from final
