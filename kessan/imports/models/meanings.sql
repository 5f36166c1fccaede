-- What each line of a company means by its tag and its words: what a rule says
-- of the lines around it, else the line item of the chart, else one of its own
-- that is named after the tag. The signs of a cash flow statement are those of
-- cash, so no other statement has its line items. Of two tags of one line item
-- in a statement only the one that goes before is it; the other is another
-- line.
with

measures as (
    select
        lines.concept,
        coalesce(
            mode(cells.measured_in) filter (where lines.segments is null),
            mode(cells.measured_in)
        ) as measured_in
    from printed_lines as lines
    inner join cells
        on
            lines.release_id = cells.release_id
            and lines.table_id = cells.table_id
            and lines.line_number = cells.line_number
    group by 1
),

-- A tag of a filer's own that is called like one of the taxonomy is that one:
-- older versions of the taxonomy lack it.
lines as (
    select
        printed_lines.*,
        filings.company_key,
        lower(printed_lines.label) as plain_label,
        case
            when printed_lines.is_custom then 'us-gaap:' || printed_lines.tag
            else printed_lines.concept
        end as asked_concept
    from printed_lines
    inner join filings on printed_lines.release_id = filings.release_id
    where printed_lines.segments is null
),

neighbours as (
    select
        release_id,
        table_id,
        line_number,
        tag,
        crdr,
        lag(tag) over printed as previous_tag,
        lead(tag) over printed as next_tag,
        row_number() over printed as place
    from lines
    where datatype = 'monetary'
    window printed as (
        partition by release_id, table_id order by line_number
    )
),

statement_tags as (
    select
        release_id,
        table_id,
        string_agg(tag, ' ') as tags,
        count(distinct tag) filter (
            where
            crdr = 'C' and regexp_matches(tag, 'Revenue')
            and tag <> 'RoyaltyRevenue'
        ) as revenue_count
    from lines
    group by 1, 2
),

found_sums as (
    select
        release_id,
        table_id,
        total_line as line_number,
        count(*) > 1 and bool_and(weight = 1) as is_sum
    from raw_calculations
    group by 1, 2, 3
),

ruled as (
    select
        lines.release_id,
        lines.table_id,
        lines.line_number,
        rules.line_item_key,
        rules.line_item_key is null as is_apart,
        cast(rules.precedence as integer) as precedence
    from lines
    inner join known_concept_rules as rules
        on
            lines.statement = rules.statement
            and case
                when rules.concept is null then lines.is_custom
                else lines.asked_concept = rules.concept
            end
    left join neighbours
        on
            lines.release_id = neighbours.release_id
            and lines.table_id = neighbours.table_id
            and lines.line_number = neighbours.line_number
    inner join statement_tags as tags
        on
            lines.release_id = tags.release_id
            and lines.table_id = tags.table_id
    left join found_sums
        on
            lines.release_id = found_sums.release_id
            and lines.table_id = found_sums.table_id
            and lines.line_number = found_sums.line_number
    where
        regexp_matches(lines.plain_label, coalesce(rules.label_pattern, ''))
        and regexp_matches(
            coalesce(neighbours.previous_tag, ''),
            coalesce(rules.needs_previous, '')
        )
        and regexp_matches(
            coalesce(neighbours.next_tag, ''), coalesce(rules.needs_next, '')
        )
        and not coalesce(regexp_matches(tags.tags, rules.without), false)
        and (
            rules.is_total_only = 'false'
            or found_sums.is_sum
            or (neighbours.place = 1 and tags.revenue_count = 1)
        )
),

-- What a tag is corrected to in one place of a filing it is in all.
corrected as (
    select
        ruled.release_id,
        lines.asked_concept,
        min(ruled.line_item_key) as line_item_key,
        min(ruled.precedence) as precedence
    from ruled
    inner join lines
        on
            ruled.release_id = lines.release_id
            and ruled.table_id = lines.table_id
            and ruled.line_number = lines.line_number
    where ruled.precedence < 0
    group by 1, 2
    having count(distinct coalesce(ruled.line_item_key, '')) = 1
),

corrections as (
    select
        lines.release_id,
        lines.table_id,
        lines.line_number,
        corrected.line_item_key,
        corrected.line_item_key is null as is_apart,
        corrected.precedence
    from lines
    inner join corrected
        on
            lines.release_id = corrected.release_id
            and lines.asked_concept = corrected.asked_concept
),

charted as (
    select
        lines.release_id,
        lines.table_id,
        lines.line_number,
        chart.line_item_key,
        false as is_apart,
        cast(chart.is_further as integer) as precedence,
        chart.company_key is null as is_general,
        chart.statement <> lines.statement as is_of_another
    from lines
    inner join chart
        on
            chart.concept in (lines.concept, lines.asked_concept)
            and lines.company_key
            = coalesce(chart.company_key, lines.company_key)
            and (
                lines.statement = chart.statement
                or chart.statement <> 'cash_flow'
            )
    -- What a rule asks is decided by it.
    left join known_concept_rules as rules
        on
            lines.asked_concept = rules.concept
            and lines.statement = rules.statement
            and chart.line_item_key = rules.line_item_key
            and rules.label_pattern is null
    where rules.concept is null
),

candidates as (
    select
        *,
        false as is_general,
        false as is_of_another
    from (
        select * from corrections
        union
        select * from ruled
    ) as told
    union all by name
    select * from charted
),

chosen as (
    select
        *,
        row_number() over (
            partition by release_id, table_id, line_number
            order by
                case when precedence < 0 then 0 else 1 end, is_general,
                is_of_another, precedence, line_item_key
        ) as preference
    from candidates
),

claimed as (
    select
        chosen.*,
        lines.asked_concept,
        first_value(lines.asked_concept) over (
            partition by
                chosen.release_id, lines.statement, chosen.line_item_key
            order by
                chosen.precedence, lines.is_parenthetical, chosen.line_number
        ) as first_concept
    from chosen
    inner join lines
        on
            chosen.release_id = lines.release_id
            and chosen.table_id = lines.table_id
            and chosen.line_number = lines.line_number
    where chosen.preference = 1
),

named as (
    select
        lines.company_key,
        lines.statement,
        lines.concept,
        lines.tag,
        lines.label,
        lines.is_custom,
        lines.iord,
        lines.crdr,
        lines.datatype,
        lines.tlabel,
        measures.measured_in,
        case
            when claimed.first_concept = claimed.asked_concept
                then claimed.line_item_key
        end as charted_key,
        case when lines.is_custom then lines.company_key || '_' else '' end
        || trim(lower(regexp_replace(regexp_replace(
            lines.tag, '([a-z0-9])([A-Z])', '\1_\2', 'g'
        ), '[^A-Za-z0-9]+', '_', 'g')), '_')
        || case
            when lines.statement = 'cash_flow' then '_in_cash_flow' else ''
        end as own_key
    from lines
    left join measures on lines.concept = measures.concept
    left join claimed
        on
            lines.release_id = claimed.release_id
            and lines.table_id = claimed.table_id
            and lines.line_number = claimed.line_number
            and not claimed.is_apart
),

keyed as (
    select
        named.company_key,
        named.statement,
        named.concept,
        named.tag,
        named.label,
        named.is_custom,
        named.iord,
        named.crdr,
        named.datatype,
        named.tlabel,
        named.measured_in,
        named.charted_key is null as is_new,
        coalesce(
            named.charted_key,
            named.own_key || case
                when taken.line_item_key is not null then '_tagged' else ''
            end
        ) as line_item_key
    from named
    left join seed_line_items as taken on named.own_key = taken.line_item_key
),

counted as (
    select
        *,
        count(*) as line_count
    from keyed
    group by all
),

-- What a company's filings disagree about is what most of their lines say.
ranked as (
    select
        *,
        row_number() over (
            partition by company_key, statement, concept, label
            order by line_count desc, is_new asc, line_item_key asc
        ) as commonness
    from counted
),

final as (
    select * exclude (commonness, line_count) from ranked
    where commonness = 1
)

select * from final
