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
        placed.statement,
        placed.iord,
        placed.said_balance_at,
        placed.balance_at,
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

-- A balance that nothing says the end of is dated by the order of the lines
-- that have a number, and without its first line it would be another day's.
ordered as (
    select
        * exclude (preference),
        min(line_number) over same_balance as first_line,
        max(line_number) over same_balance as last_line,
        min(case when iord <> 'I' then line_number end) over (
            partition by release_id, table_id
        ) as first_flow_line
    from valued
    where preference = 1
    window same_balance as (
        partition by release_id, table_id, tag, version, segments
    )
),

dated as (
    select
        *,
        coalesce(iord, '') <> 'I'
        or statement = 'balance_sheet'
        or said_balance_at is not null
        or balance_at = case
            when
                line_number = first_line
                and (
                    line_number < last_line
                    or line_number < first_flow_line
                )
                then 'opening'
            else 'closing'
        end as is_dated
    from ordered
),

judged as (
    select
        *,
        bool_and(is_dated) over (
            partition by release_id, table_id, tag, version, segments
        ) as is_sure
    from dated
),

final as (
    select
        release_id,
        table_id,
        line_number,
        column_number,
        start_date,
        end_date,
        tag,
        version,
        segments,
        uom,
        decimals,
        measured_in,
        value
    from judged
    where is_sure
)

select * from final
