-- The formula of a line item per share is one amount over one number of shares,
-- of the very period. Fails with every formula that is anything else, for
-- nothing would compute it.
with

formulas as (
    select
        terms.metric_id,
        count(*) as term_count,
        count(*) filter (where terms.fraction_part = 'numerator')
            as numerator_count,
        count(*) filter (
            where
            terms.weight = 1
            and terms.metric_product_key is null
            and terms.product_key is null
            and terms.balance_at is null
        ) as plain_count
    from {{ ref('stg_reference__metric_terms') }} as terms
    inner join {{ ref('stg_reference__metrics') }} as metrics
        on terms.metric_id = metrics.metric_id
    where
        metrics.is_line_item
        and {{ is_per_share('metrics.unit') }}
    group by terms.metric_id
)

select * from formulas
where term_count <> 2 or numerator_count <> 1 or plain_count <> 2
