with

final as (
    select
        identity_id,
        release_id,
        subject,
        side,
        cast(weight as decimal(8, 2)) as weight,
        figure_key,
        growth_figure_key,
        value,
        low,
        high,
        is_exact
    from {{ ref('int_identity_operands') }}
)

select * from final
