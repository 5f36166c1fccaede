-- Into how many of today's shares one share of an earlier day was split, for
-- every stretch of time before a company's last split. The ratios of several
-- splits are multiplied: as whole numbers, for nothing is divided here.
with recursive

splits as (
    select
        *,
        row_number() over (
            partition by company_key
            order by effective_date desc
        ) as split_number
    from {{ ref('stg_reference__splits') }}
),

bases as (
    select
        company_key,
        split_number,
        effective_date as stated_before,
        cast(new_shares as decimal(18, 0)) as new_shares,
        cast(old_shares as decimal(18, 0)) as old_shares
    from splits
    where split_number = 1
    union all
    select
        splits.company_key,
        splits.split_number,
        splits.effective_date as stated_before,
        cast(splits.new_shares * bases.new_shares as decimal(18, 0))
            as new_shares,
        cast(splits.old_shares * bases.old_shares as decimal(18, 0))
            as old_shares
    from bases
    inner join splits
        on
            bases.company_key = splits.company_key
            and bases.split_number + 1 = splits.split_number
),

final as (
    select
        company_key,
        lead(stated_before, 1, date '0001-01-01') over (
            partition by company_key
            order by split_number
        ) as stated_from,
        stated_before,
        new_shares,
        old_shares
    from bases
)

select * from final
