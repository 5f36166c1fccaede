with

final as (
    select
        {{ fact_columns() }}
    from {{ ref('int_facts') }}
    where scenario_key <> 'actual'
)

select * from final
