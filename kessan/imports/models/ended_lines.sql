-- The lines with the end of its period that a balance among them is of. Where
-- the source does not say it their order does: of a balance that stands in a
-- table of flows twice the first line opens and the others close. One alone
-- closes, unless it stands above all flows.
with

first_flows as (
    select
        lines.release_id,
        lines.table_id,
        min(lines.place) as place
    from statement_lines as lines
    inner join headings
        on
            lines.release_id = headings.release_id
            and lines.table_id = headings.table_id
    inner join amounts
        on
            lines.release_id = amounts.release_id
            and lines.tag = amounts.tag
            and lines.version = amounts.version
            and headings.end_date = amounts.end_date
            and headings.start_date = amounts.start_date
    group by 1, 2
),

final as (
    select
        lines.*,
        coalesce(lines.said_balance_at, case
            when lines.is_said then 'closing'
            when
                lines.occurrence = 1
                and (
                    lines.tag_count > 1
                    or lines.place < first_flows.place
                )
                then 'opening'
            else 'closing'
        end) as balance_at
    from statement_lines as lines
    left join first_flows
        on
            lines.release_id = first_flows.release_id
            and lines.table_id = first_flows.table_id
)

select * from final
