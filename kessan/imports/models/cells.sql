-- Every printed cell with its number, signed as it is printed. A balance in a
-- table of flows is of the day before the period, or of its last.
with

placed as (
    select
        lines.*,
        headings.column_number,
        case when lines.iord <> 'I' then headings.start_date end as start_date,
        case
            when
                lines.iord = 'I' and headings.start_date is not null
                and lines.balance_at = 'opening'
                then headings.start_date - 1
            else headings.end_date
        end as end_date
    from printed_lines as lines
    inner join headings
        on
            lines.release_id = headings.release_id
            and lines.table_id = headings.table_id
    where (lines.iord = 'I') or headings.start_date is not null
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
),

final as (
    select * exclude (preference) from valued
    where preference = 1
)

select * from final
