-- What the statements of the companies of this archive are known to add up to:
-- of each total the parts of the latest release that has them, by the tags of
-- the lines. A tag that stands in a table twice is two lines.
with

lines as (
    select
        release_id,
        table_id,
        line_number,
        concept || '#' || row_number() over (
            partition by release_id, table_id, concept
            order by cast(line_number as integer)
        ) as line_concept
    from known_lines
    where concept is not null and members is null
),

sums as (
    select
        releases.company_key,
        printed_tables.statement,
        releases.published_at,
        totals.line_concept as total,
        parts.line_concept as part,
        cast(calculations.weight as integer) as weight
    from known_calculations as calculations
    inner join known_releases as releases
        on calculations.release_id = releases.release_id
    inner join known_printed_tables as printed_tables
        on
            calculations.release_id = printed_tables.release_id
            and calculations.table_id = printed_tables.table_id
    inner join lines as totals
        on
            calculations.release_id = totals.release_id
            and calculations.table_id = totals.table_id
            and calculations.total_line = totals.line_number
    inner join lines as parts
        on
            calculations.release_id = parts.release_id
            and calculations.table_id = parts.table_id
            and calculations.part_line = parts.line_number
    where
        releases.company_key in (
            select filings.company_key from filings as filings
        )
),

latest as (
    select
        *,
        max(published_at) over (
            partition by company_key, statement, total
        ) as last_published_at
    from sums
),

final as (
    select distinct
        company_key,
        statement,
        total,
        part,
        weight
    from latest
    where published_at = last_published_at
)

select * from final
