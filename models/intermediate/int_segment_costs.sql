-- What a segment costs is not printed: its revenue less its operating income.
with

revenues as (
    select * from {{ ref('int_reported_facts') }}
    where
        segment_key <> 'consolidated'
        and (
            line_item_key = 'revenues'
            or line_item_key = 'intersegment_revenues'
            and segment_key = 'elimination'
        )
),

operating_income as (
    select * from {{ ref('int_reported_facts') }}
    where
        segment_key <> 'consolidated'
        and line_item_key = 'operating_income'
),

final as (
    select
        revenues.release_id,
        revenues.company_key,
        revenues.published_at,
        revenues.fiscal_year_end_month,
        revenues.period_key,
        revenues.period_start,
        revenues.period_end,
        'costs_and_expenses' as line_item_key,
        revenues.segment_key,
        revenues.service_key,
        revenues.scenario_key,
        cast(revenues.value - operating_income.value as {{ figure_type() }})
            as value,
        revenues.unit,
        least(revenues.decimals, operating_income.decimals) as decimals,
        revenues.figure_key as minuend_figure_key,
        operating_income.figure_key as subtrahend_figure_key
    from revenues
    inner join operating_income
        on
            revenues.release_id = operating_income.release_id
            and revenues.period_key = operating_income.period_key
            and revenues.segment_key = operating_income.segment_key
            and revenues.service_key = operating_income.service_key
            and revenues.scenario_key = operating_income.scenario_key
)

select * from final
