-- How each table prints what it counts in one unit: the largest power of ten
-- that no number of it is finer than, nor says that it is, and how many places
-- stand behind the point.
with

digits as (
    select
        release_id,
        table_id,
        measured_in,
        value,
        coalesce(decimals, -6) as decimals,
        length(rtrim(split_part(cast(value as varchar), '.', 2), '0'))
            as places
    from cells
),

measured as (
    select
        release_id,
        table_id,
        measured_in,
        max(places) as places,
        bool_and(value % 1000 = 0 and decimals <= -3)
        and bool_or(value <> 0) as is_in_thousands,
        bool_and(value % 1000000 = 0 and decimals <= -6)
        and bool_or(value <> 0) as is_in_millions
    from digits
    group by 1, 2, 3
),

final as (
    select
        release_id,
        table_id,
        measured_in,
        case
            when measured_in not in ('money', 'shares') then 0
            when is_in_millions then 6
            when is_in_thousands then 3
            else 0
        end as scale,
        case
            when
                measured_in in ('per_share', 'percent')
                then greatest(places, 2)
            when is_in_thousands then 0
            else places
        end as places
    from measured
)

select * from final
