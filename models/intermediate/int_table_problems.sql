-- Releases, tables, corrections and announcements that do not fit what was
-- keyed.
with

cells as (
    select * from {{ ref('stg_release__cells') }}
),

printed_tables as (
    select
        *,
        cast(null as integer) as line_number,
        first_source_line as source_line
    from {{ ref('stg_release__printed_tables') }}
),

keyed_lines as (
    select
        coalesce(statement, 'lines') as statement,
        release_id,
        table_id,
        line_number,
        source_line,
        label
    from {{ ref('stg_release__lines') }}
    union all
    select
        coalesce(statement, csv_name) as statement,
        release_id,
        table_id,
        line_number,
        source_line,
        label
    from cells
    where csv_name = 'figures'
),

keyed_tables as (
    select
        statement,
        release_id,
        table_id,
        min(line_number) as line_number,
        min(source_line) as source_line,
        min(label) as label,
        count(distinct line_number) as line_count
    from keyed_lines
    group by 1, 2, 3
),

releases as (
    select
        *,
        'releases' as statement,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line
    from {{ ref('stg_release__releases') }}
),

incomplete_releases as (
    select
        {{ input_problem(
            'incomplete_release',
            "'a title, a document, the date of publication as YYYY-MM-DD, a '
            || 'currency such as JPY, an accounting standard and a known '
            || 'company'",
            'complete the row of releases.csv',
            label='release_id',
        ) }}
    from releases
    where
        title is null
        or document is null
        or published_at is null
        or not {{ matches("coalesce(currency, '')", '^[A-Z]{3}$') }}
        or accounting_standard is null
        or calendar_key is null
),

miscounted_tables as (
    select
        {{ input_problem(
            'miscounted_table',
            "printed_tables.line_count || ' lines, not '
            || coalesce(keyed_tables.line_count, 0)",
            'key what is missing, or correct the count in printed_tables.csv',
            label='title', relation='printed_tables',
        ) }}
    from printed_tables
    left join keyed_tables
        on
            printed_tables.release_id = keyed_tables.release_id
            and printed_tables.table_id = keyed_tables.table_id
    where
        coalesce(keyed_tables.line_count, 0)
        <> coalesce(printed_tables.line_count, -1)
),

unknown_tables as (
    select
        {{ input_problem(
            'unknown_table',
            "'a release of releases.csv, of a known company, and a table of '
            || 'printed_tables.csv'",
            'correct the release_id or table_id, or add the row there',
            relation='keyed_tables',
        ) }}
    from keyed_tables
    left join printed_tables
        on
            keyed_tables.release_id = printed_tables.release_id
            and keyed_tables.table_id = printed_tables.table_id
    left join releases
        on keyed_tables.release_id = releases.release_id
    where
        printed_tables.table_id is null
        or releases.published_at is null
        or releases.calendar_key is null
),

corrections as (
    select
        'exceptions' as statement,
        release_id,
        table_id,
        line_number,
        column_number,
        cast(null as integer) as source_line,
        reason as label,
        printed_text
    from {{ ref('stg_release__corrections') }}
),

unused_corrections as (
    select
        {{ input_problem(
            'unused_correction', "'a cell that prints exactly this'",
            'delete the row of exceptions.csv, or key the cell as printed',
            figure='corrections.printed_text', relation='corrections',
        ) }}
    from corrections
    left join cells
        on
            corrections.release_id = cells.release_id
            and corrections.table_id = cells.table_id
            and corrections.line_number = cells.line_number
            and corrections.column_number = cells.column_number
            and corrections.printed_text = cells.printed_text
    where cells.release_id is null
),

announcements as (
    select
        'exceptions' as statement,
        announcements.release_id,
        announcements.table_id,
        announcements.line_number,
        announcements.column_number,
        cast(null as integer) as source_line,
        announcements.evidence as label,
        announcements.announced_on,
        cast(releases.published_at as date) as published_on
    from {{ ref('stg_release__announcements') }} as announcements
    left join {{ ref('stg_release__releases') }} as releases
        on announcements.release_id = releases.release_id
),

wrong_announcements as (
    select
        {{ input_problem(
            'wrong_announcement',
            "'a figure that the release prints, and a day that is not after '
            || 'its publication'",
            'correct the row of exceptions.csv, or delete it',
            figure='announced_on',
        ) }}
    from announcements
    where
        announced_on is null
        or announced_on > published_on
        or not exists (
            select 1 from cells
            where
                {{ same('announcements', 'cells', [
                    'release_id', 'table_id', 'line_number', 'column_number',
                ]) }}
        )
),

addressed_rows as (
    select
        'column_headings' as statement,
        release_id,
        table_id,
        column_number as line_number,
        source_line,
        '' as label_key,
        heading as label
    from {{ ref('stg_release__column_headings') }}
    union all
    select
        'printed_tables' as statement,
        release_id,
        table_id,
        line_number,
        source_line,
        '' as label_key,
        title as label
    from printed_tables
    union all
    select
        'releases' as statement,
        release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        '' as label_key,
        title as label
    from {{ ref('stg_release__releases') }}
    union all
    select
        'labels' as statement,
        cast(null as varchar) as release_id,
        statement as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        coalesce(company_key, '') || ' / ' || heading_key || ' / ' || label_key
            as label_key,
        coalesce(company_key, '') || ' / ' || heading_key || ' / ' || label_key
            as label
    from {{ ref('stg_reference__labels') }}
),

repeated as (
    select
        statement,
        release_id,
        table_id,
        line_number,
        label_key,
        min(source_line) as source_line,
        min(label) as label
    from addressed_rows
    group by 1, 2, 3, 4, 5
    having count(*) > 1
),

repeated_rows as (
    select
        {{ input_problem(
            'repeated_row', "'one row for this'",
            'delete all but one of the rows',
        ) }}
    from repeated
),

labels as (
    select
        'labels' as statement,
        cast(null as varchar) as release_id,
        labels.statement as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        coalesce(labels.company_key, '') || ' / ' || labels.heading_key
        || ' / ' || labels.label_key as label,
        labels.line_item_key || ', ' || labels.segment_key || ', '
        || labels.product_key as meaning,
        coalesce(labels.company_key, '') as company_key,
        coalesce(
            line_items.company_key, segments.company_key, products.company_key
        ) as owner_company_key,
        coalesce(
            products.company_key, segments.company_key, line_items.company_key
        ) as other_owner_company_key
    from {{ ref('stg_reference__labels') }} as labels
    left join {{ ref('stg_reference__line_items') }} as line_items
        on labels.line_item_key = line_items.line_item_key
    left join {{ ref('segments') }} as segments
        on labels.segment_key = segments.segment_key
    left join {{ ref('products') }} as products
        on labels.product_key = products.product_key
),

foreign_labels as (
    select
        {{ input_problem(
            'foreign_label',
            "'a line item, a segment and a product of any company'
            || case
                when company_key <> '' then ' or of ' || company_key else ''
            end || ', not ' || meaning",
            'correct the row of labels.csv, or give it its company',
        ) }}
    from labels
    where
        company_key <> owner_company_key
        or company_key <> other_owner_company_key
),

counterparts as (
    select
        'line_items' as statement,
        cast(null as varchar) as release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line,
        line_items.label,
        line_items.line_item_key,
        line_items.line_item_key_in_shares
    from {{ ref('stg_reference__line_items') }} as line_items
    inner join {{ ref('stg_reference__line_items') }} as in_shares
        on line_items.line_item_key_in_shares = in_shares.line_item_key
    where
        line_items.unit <> 'currency'
        or in_shares.unit <> 'shares'
        or line_items.period_type <> in_shares.period_type
        or in_shares.company_key <> coalesce(line_items.company_key, '')
),

wrong_counterparts as (
    select
        {{ input_problem(
            'wrong_counterpart',
            "'beside money a line item of shares, of the same kind of period '
            || 'and of the same company or of any, not '
            || line_item_key_in_shares",
            'correct line_item_key_in_shares',
            figure='line_item_key',
        ) }}
    from counterparts
),

exceptions as (
    select
        *,
        'exceptions' as statement,
        cast(null as integer) as source_line,
        case kind
            when 'correction' then 'a printed_text and a text that is meant'
            when 'exception' then 'an identity, a difference and evidence'
            when 'announcement' then 'a text with a day, and evidence'
        end as needed
    from {{ ref('stg_release__exceptions') }}
),

incomplete_exceptions as (
    select
        {{ input_problem(
            'incomplete_exception', 'needed', 'complete the row, or delete it',
            figure='kind', label='subject',
        ) }}
    from exceptions
    where
        case kind
            when 'correction'
                then printed_text is null or text is null
            when 'exception'
                then
                    identity_id is null
                    or difference is null
                    or evidence is null
            when 'announcement' then text is null or evidence is null
        end
),

wrong_corrections as (
    select
        {{ input_problem(
            'wrong_correction',
            "'in corrects an earlier release of the same company, not '
            || releases.corrects",
            'correct the release_id in corrects, or the dates of publication',
            label='title', relation='releases',
        ) }}
    from releases
    left join {{ ref('stg_release__releases') }} as corrected
        on
            releases.corrects = corrected.release_id
            and releases.company_key = corrected.company_key
            and releases.published_at > corrected.published_at
    where releases.corrects is not null and corrected.release_id is null
),

-- Two releases of one moment that print a fact otherwise: which of them has the
-- last word does not follow from anything that is known.
releases_of_a_moment as (
    select
        former.release_id,
        latter.release_id as other_release_id
    from releases as former
    inner join releases as latter
        on
            former.company_key = latter.company_key
            and former.published_at = latter.published_at
            and former.release_id < latter.release_id
),

facts_of_a_moment as (
    select
        {{ fact_identity() | join(',\n        ') }},
        measure,
        coalesce(comparison, '') as comparison,
        release_id,
        statement,
        table_id,
        line_number,
        source_line,
        label,
        printed_text,
        figure_key,
        face_value as value,
        low,
        high,
        false as is_derived
    from {{ ref('int_placed_figures') }}
    where
        is_understood
        and missing_reason is null
        and held_apart is null
        and preference = 1
        and release_id in (
            select pairs.release_id from releases_of_a_moment as pairs
            union all
            select pairs.other_release_id from releases_of_a_moment as pairs
        )
),

differing_facts as (
    select
        latter.*,
        former.release_id as former_release_id,
        former.printed_text as former_text,
        row_number() over (
            partition by former.release_id, latter.release_id
            order by latter.figure_key
        ) as difference_number
    from releases_of_a_moment as pairs
    inner join facts_of_a_moment as former
        on pairs.release_id = former.release_id
    inner join facts_of_a_moment as latter
        on
            pairs.other_release_id = latter.release_id
            and {{ same(
                'former', 'latter', fact_identity() + ['measure', 'comparison']
            ) }}
    where {{ contradicts('latter', 'former') }}
),

unordered_releases as (
    select
        {{ input_problem(
            'unordered_releases',
            "'an order of ' || former_release_id || ', which prints '
            || former_text || ', and ' || release_id
            || ', which was published at the same moment'",
            'give both a time in published_at, or name in corrects of '
            ~ 'releases.csv which of the two the other one corrects',
            figure='printed_text',
        ) }}
    from differing_facts
    where difference_number = 1
),

final as (
    {{- union_all([
        'incomplete_releases', 'miscounted_tables', 'unknown_tables',
        'unused_corrections', 'wrong_announcements', 'repeated_rows',
        'incomplete_exceptions', 'wrong_corrections', 'unordered_releases',
        'foreign_labels', 'wrong_counterparts',
    ]) }}
)

select * from final
