with

reported as (
    select
        *,
        false as is_derived,
        cast(null as varchar) as minuend_figure_key,
        cast(null as varchar) as subtrahend_figure_key
    from {{ ref('int_reported_facts') }}
),

derived as (
    {%- for model in ['int_derived_flows', 'int_segment_costs'] %}
    select
        release_id,
        company_key,
        published_at,
        fiscal_year_end_month,
        period_key,
        period_start,
        period_end,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        value,
        unit,
        decimals,
        cast(null as varchar) as figure_key,
        true as is_derived,
        minuend_figure_key,
        subtrahend_figure_key
    from {{ ref(model) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

facts as (
    select * from reported
    union all
    select * from derived
),

final as (
    select
        *,
        row_number() over (
            partition by
                company_key, period_key, line_item_key, segment_key,
                service_key, scenario_key
            order by published_at desc, release_id desc, is_derived asc
        ) = 1 as is_latest
    from facts
)

select * from final
