-- For an unknown label the meanings that stand between the same neighbours in
-- other tables of the statement, of any release of the company.
with

statements as (
    select statement from {{ ref('int_label_candidates') }}
    group by 1
),

lines as (
    select
        company_key,
        release_id,
        statement,
        table_id,
        line_number,
        heading,
        label,
        max({{ meaning_key() }}) as meaning_key
    from {{ ref('int_placed_figures') }}
    where
        section = 'table'
        and line_number is not null
        and statement in (select statements.statement from statements)
    group by 1, 2, 3, 4, 5, 6, 7
),

known_lines as (
    select
        *,
        lag(line_number, 1, 0) over printed_table as line_number_above,
        lag(meaning_key, 1, 'first') over printed_table as meaning_above,
        lead(meaning_key, 1, 'last') over printed_table as meaning_below
    from lines
    where meaning_key is not null
    window printed_table as (
        partition by release_id, table_id order by line_number, meaning_key
    )
),

places as (
    select
        company_key,
        statement,
        meaning_key,
        meaning_above,
        meaning_below
    from known_lines
    group by 1, 2, 3, 4, 5
),

-- An unknown line stands above the first known line that follows it.
unknown_lines as (
    select
        unknown.*,
        coalesce(below.meaning_above, last_line.meaning_key, 'first')
            as meaning_above,
        coalesce(below.meaning_key, 'last') as meaning_below
    from lines as unknown
    left join known_lines as below
        on
            unknown.release_id = below.release_id
            and unknown.table_id = below.table_id
            and unknown.line_number > below.line_number_above
            and unknown.line_number < below.line_number
    left join known_lines as last_line
        on
            unknown.release_id = last_line.release_id
            and unknown.table_id = last_line.table_id
            and unknown.line_number > last_line.line_number
            and last_line.meaning_below = 'last'
    where unknown.meaning_key is null
),

final as (
    select
        unknown_lines.company_key,
        unknown_lines.statement,
        unknown_lines.heading,
        unknown_lines.label,
        places.meaning_key,
        max(
            case
                when places.meaning_above = unknown_lines.meaning_above then 1
                else 0
            end
            + case
                when places.meaning_below = unknown_lines.meaning_below then 1
                else 0
            end
        ) as neighbour_count
    from unknown_lines
    inner join places
        on
            unknown_lines.company_key = places.company_key
            and unknown_lines.statement = places.statement
            and (
                unknown_lines.meaning_above = places.meaning_above
                or unknown_lines.meaning_below = places.meaning_below
            )
    group by 1, 2, 3, 4, 5
)

select * from final
