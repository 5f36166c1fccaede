-- Total revenues of IIJ by quarter as they were known on May 31, 2016: what was
-- printed or could be derived by then, whatever was said of it later.
with

revenues as (
    select * from {{ ref('fct_income_statement') }}
    where
        company_key = 'iij'
        and line_item_key = 'revenues'
        and {{ as_known_on("date '2016-05-31'") }}
),

final as (
    select
        periods.label,
        revenues.value,
        revenues.low,
        revenues.high,
        revenues.is_derived,
        revenues.release_id
    from revenues
    inner join {{ ref('dim_period') }} as periods
        on revenues.period_key = periods.period_key
    where periods.months = 3
)

select * from final
order by label
