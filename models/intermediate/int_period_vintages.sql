-- What a release says of each period: how many facts are new, or printed before
-- and now in agreement or not.
with

vintages as (
    select
        *,
        count(distinct release_id) over (partition by company_key, period_key)
        > 1 as is_known_elsewhere
    from {{ ref('int_vintages') }}
),

as_derived as (
    select distinct figure_key
    from {{ ref('int_derived_comparisons') }}
    where is_in_agreement
),

final as (
    select
        vintages.release_id,
        vintages.period_key,
        vintages.is_known_elsewhere,
        count(*) as fact_count,
        count(*) filter (where vintages.vintage_number = 1) as new_count,
        count(*) filter (
            where
            vintages.vintage_number = 1 and as_derived.figure_key is not null
        ) as as_derived_count,
        count(*) filter (
            where
            vintages.vintage_number > 1
            and not vintages.is_restated
            and not vintages.is_contradicted
        ) as agreeing_count,
        count(*) filter (where vintages.is_restated) as restated_count
    from vintages
    left join as_derived on vintages.figure_key = as_derived.figure_key
    group by 1, 2, 3
)

select * from final
