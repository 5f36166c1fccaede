-- The lines that a source has of the statements, in printed order. What stands
-- in parentheses behind a statement's lines is a table of its own, and so is a
-- second one of a kind.
with

lines as (
    select
        pre.adsh as release_id,
        cast(pre.report as integer) as report,
        pre.inpth = '1' as is_parenthetical,
        cast(pre.line as integer) as place,
        codes.statement,
        pre.tag,
        pre.version,
        pre.plabel,
        pre.negating = '1' as is_negating,
        pre.balance_at as said_balance_at,
        filings.own_prefix
    from pre
    inner join statement_codes as codes on pre.stmt = codes.stmt
    inner join filings on pre.adsh = filings.release_id
),

reports as (
    select
        release_id,
        report,
        is_parenthetical,
        statement,
        row_number() over (
            partition by release_id, statement, is_parenthetical
            order by report
        ) as copy_number,
        row_number() over (
            partition by release_id order by report, is_parenthetical
        ) as table_number
    from lines
    group by 1, 2, 3, 4
),

final as (
    select
        lines.release_id,
        lines.report,
        lines.statement || case
            when lines.is_parenthetical then '_parenthetical' else ''
        end || case
            when reports.copy_number > 1 then '_' || reports.copy_number else ''
        end as table_id,
        reports.table_number,
        lines.statement,
        lines.is_parenthetical,
        lines.place,
        lines.tag,
        lines.version,
        case
            when lines.version like '%/%'
                then split_part(lines.version, '/', 1)
            else lines.own_prefix
        end || ':' || lines.tag as concept,
        -- A cell is one line of text without what a spreadsheet would run.
        regexp_replace(regexp_replace(trim(regexp_replace(
            coalesce(nullif(trim(lines.plabel), ''), lines.tag),
            '[\x{00}-\x{1f}\x{7f}-\x{a0}\x{ad}\x{200b}-\x{200f}\x{2028}'
            || '-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fffd}\s]+',
            ' ', 'g'
        )), '^[=+@]+\s*', ''), '^-([^\n]*\|)', '\1')[:900] as label,
        lines.is_negating,
        tags.iord,
        tags.crdr,
        tags.datatype,
        coalesce(tags.custom = '1', true) as is_custom,
        tags.tlabel,
        lines.said_balance_at,
        row_number() over same_tag as occurrence,
        count(*) over all_of_tag as tag_count,
        count(lines.said_balance_at) over all_of_tag > 0 as is_said
    from lines
    inner join reports
        on
            lines.release_id = reports.release_id
            and lines.report = reports.report
            and lines.is_parenthetical = reports.is_parenthetical
            and lines.statement = reports.statement
    left join tag as tags
        on lines.tag = tags.tag and lines.version = tags.version
    window
        same_tag as (
            partition by
                lines.release_id, lines.report, lines.is_parenthetical,
                lines.tag, lines.version
            order by lines.place
        ),
        all_of_tag as (
            partition by
                lines.release_id, lines.report, lines.is_parenthetical,
                lines.tag, lines.version
        )
)

select * from final
