-- Every printed cell with its number, signed as it is printed.
with

placed as (
    select
        lines.*,
        days.column_number,
        days.start_date,
        days.end_date
    from printed_lines as lines
    inner join placed_lines as days
        on
            lines.release_id = days.release_id
            and lines.table_id = days.table_id
            and lines.place = days.place
),

valued as (
    select
        placed.release_id,
        placed.table_id,
        placed.line_number,
        placed.column_number,
        placed.start_date,
        placed.end_date,
        placed.tag,
        placed.version,
        placed.segments,
        amounts.uom,
        amounts.decimals,
        -- Filers give some tags of their own another type than what they count,
        -- and some amounts per share the unit of shares.
        case
            when
                placed.datatype in ('perShare', 'perUnit')
                or regexp_matches(
                    placed.tag, 'Per([A-Z][a-z]+)*(Share|Unit)|ParValue'
                )
                then 'per_share'
            when placed.datatype = 'shares' or amounts.uom = 'shares'
                then 'shares'
            when not regexp_matches(amounts.uom, '^[A-Z]{3}$')
                then
                    case
                        when
                            placed.datatype = 'percent'
                            or regexp_matches(placed.tag, 'Percent')
                            then 'percent'
                        else 'count'
                    end
            when placed.datatype = 'monetary' then 'money'
            when regexp_matches(placed.tag, 'Percent') then 'percent'
            else 'per_share'
        end as measured_in,
        case
            when placed.is_negating then -amounts.value else amounts.value
        end as value,
        row_number() over (
            partition by
                placed.release_id, placed.table_id, placed.line_number,
                placed.column_number
            order by amounts.uom = filings.currency desc, amounts.uom
        ) as preference
    from placed
    inner join filings on placed.release_id = filings.release_id
    inner join amounts
        on
            placed.release_id = amounts.release_id
            and placed.tag = amounts.tag
            and placed.version = amounts.version
            and placed.end_date = amounts.end_date
            and placed.start_date is not distinct from amounts.start_date
            and placed.segments is not distinct from amounts.segments
),

final as (
    select * exclude (preference) from valued
    where preference = 1
)

select * from final
