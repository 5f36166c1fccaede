-- Line items for what the chart does not know, in the columns of
-- line_items.csv. One of a taxonomy is everybody's; one of a filer's own tag is
-- the company's.
with

counted as (
    select
        line_item_key,
        case when is_custom then company_key end as company_key,
        statement,
        tag,
        tlabel,
        iord,
        crdr,
        datatype,
        measured_in,
        is_custom,
        count(*) as use_count
    from meanings
    where is_new
    group by all
),

ranked as (
    select
        *,
        row_number() over (
            partition by line_item_key
            order by
                use_count desc,
                statement asc,
                tag asc,
                tlabel asc,
                iord asc,
                crdr asc,
                datatype asc
        ) as preference,
        case
        coalesce(
            measured_in, if(datatype = 'monetary', 'money', 'count')
        )
            when 'per_share' then 'currency_per_share'
            when 'money' then 'currency'
            else coalesce(measured_in, 'count')
        end as unit
    from counted
),

final as (
    select
        line_item_key,
        company_key,
        coalesce(nullif(trim(tlabel), ''), tag)[:200] as label,
        statement,
        cast(null as varchar) as parent_line_item_key,
        cast(null as varchar) as weight_in_parent,
        cast(null as varchar) as line_item_key_in_shares,
        case
            when unit <> 'currency' then 'none'
            when crdr = 'D' then 'debit'
            when crdr = 'C' then 'credit'
            when statement in ('balance_sheet', 'cash_flow') then 'debit'
            else 'credit'
        end as balance,
        case when iord = 'I' then 'instant' else 'duration' end as period_type,
        unit,
        case when unit = 'currency' and iord = 'D' then 'true' else 'false' end
            as is_additive,
        'false' as is_non_gaap,
        cast(null as varchar) as us_gaap_concept,
        cast(null as varchar) as ifrs_concept,
        '9000' as display_order
    from ranked
    where preference = 1
)

select * from final
