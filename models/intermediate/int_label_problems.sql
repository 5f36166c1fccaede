-- What a printed label, figure or heading says that cannot be understood.
with

figures as (
    select * from {{ ref('int_placed_figures') }}
),

{% set place = [
    'release_id', 'table_id', 'column_number', 'line_item_key', 'segment_key',
    'product_key', 'members', 'unit', 'period_start', 'period_end', 'measure',
] -%}
places as (
    select
        *,
        row_number() over same_place as place_number,
        first_value(heading) over same_place as first_heading,
        first_value(concept) over same_place as first_concept,
        first_value(printed_text) over same_place as first_text
    from figures
    where
        section = 'table' and line_item_key is not null
        and {{ may_be_repeated(
            place, 'figures', "section = 'table' and line_item_key is not null"
        ) }}
    window
        same_place as (
            partition by {{ place | join(', ') }}
            order by line_number
        )
),

-- What is told again below another heading, or by the same tag, is the same
-- figure.
repeated_places as (
    select * from places
    where
        place_number > 1
        and (
            printed_text <> first_text
            or (
                heading = first_heading
                and coalesce(concept <> first_concept, true)
            )
        )
),

unlabelled_lines as (
    select
        company_key,
        statement,
        release_id,
        table_id,
        line_number,
        source_line,
        label,
        heading,
        min(printed_text) as printed_text
    from figures
    where
        line_item_key is null
        and statement is not null
        and calendar_key is not null
    group by 1, 2, 3, 4, 5, 6, 7, 8
),

-- With the best proposal there is. It is never taken without a person.
proposed_lines as (
    select
        lines.*,
        proposals.evidence,
        proposals.is_first,
        proposals.labels_row
    from unlabelled_lines as lines
    left join {{ ref('int_label_proposals') }} as proposals
        on
            lines.company_key = proposals.company_key
            and lines.statement = proposals.statement
            and lines.heading = proposals.heading
            and lines.label = proposals.label
            and proposals.proposal_number = 1
),

unknown_labels as (
    select
        {{ input_problem(
            'unknown_label',
            "'a label that seeds/reference/labels.csv knows of ' || company_key
            || ', here under the heading \"' || heading || '\"; '
            || case
                when is_first then 'the nearest: ' || evidence
                when is_first = false then 'nothing sure, perhaps: ' || evidence
                else 'nothing known is near it'
            end",
            'correct the label, or add a row to labels.csv for it',
            figure='printed_text',
            proposal="case
                when is_first
                    then '; if it means the same, this one: ' || labels_row
                else ''
            end",
        ) }}
    from proposed_lines
),

unknown_line_items as (
    select
        {{ input_problem(
            'unknown_line_item',
            "'a line item of seeds/reference/line_items.csv, not '
            || line_item_key",
            'correct the row of labels.csv, or add the line item',
            figure='printed_text',
        ) }}
    from figures
    where line_item_key is not null and period_type is null
),

unreadable_figures as (
    select
        {{ input_problem(
            'unreadable_figure',
            "'a number as printed, such as 74,123 or (410,090) or -'",
            'key it again from the source; a misprint of the issuer goes into '
            ~ 'exceptions.csv',
            figure='printed_text',
        ) }}
    from figures
    where printed_number is null
),

columns_without_heading as (
    select
        {{ input_problem(
            'column_without_heading',
            "'a row of column_headings.csv for column ' || column_number",
            'add the heading, or move the figure to its column',
            figure='printed_text',
        ) }}
    from figures
    where section = 'table' and not has_heading
),

wrong_meanings as (
    select
        {{ input_problem(
            'wrong_meaning', 'expected_meaning',
            'correct the row, its column heading or its label',
            figure='printed_text', relation='figures',
            proposal="case
                when " ~ is_counted_in_shares(
                    'figures.statement', 'figures.unit', 'line_items.unit'
                ) ~ "
                    then
                        '; if the line counts shares here, name that line item'
                        || ' in line_item_key_in_shares of line_items.csv'
                else ''
            end",
        ) }}
    from figures
    left join {{ ref('stg_reference__line_items') }} as line_items
        on figures.line_item_key = line_items.line_item_key
    where
        figures.expected_meaning is not null
        and figures.period_type is not null
        and figures.printed_number is not null
        and (figures.has_heading or figures.section <> 'table')
),

-- Where a label is replaced by another the line item is there twice.
repeated_line_items as (
    select
        {{ input_problem(
            'repeated_line_item',
            "'one line for ' || line_item_key || ' in column '
            || column_number",
            'correct the label, or delete the line that is there twice',
            figure='printed_text',
        ) }}
    from repeated_places
),

unsure_signs as (
    select
        {{ input_problem(
            'unsure_sign', 'expected_sign',
            'key the sign as printed; where it is so, list the label in '
            ~ 'labels.csv with is_negated = turned if parentheses mean the '
            ~ 'opposite of what it names, or correct the other figure',
            figure='printed_text',
        ) }}
    from figures
    where expected_sign is not null
),

-- What is printed in one place with its zeros and in another without: saved by
-- a spreadsheet, 24.10 is 24.1. A person may say that it is printed so.
placed_figures as (
    select * from figures
    where places is not null and not is_confirmed
),

counted_places as (
    select
        release_id,
        table_id,
        column_number,
        unit,
        measure,
        places,
        row_number() over (
            partition by release_id, table_id, column_number, unit, measure
            order by count(*) desc, places desc
        ) as commonness
    from placed_figures
    where section = 'table'
    group by 1, 2, 3, 4, 5, 6
),

-- Zeros at the end are few: what most of a column lacks was not lost.
column_places as (
    select
        *,
        places as usual_places
    from counted_places
    where commonness = 1
),

release_places as (
    select
        company_key,
        release_id,
        line_item_key,
        unit,
        min(places) as fewest_places
    from figures
    where
        measure = 'amount' and places is not null
        and {{ matches('unit', '_per_') }}
    group by 1, 2, 3, 4
),

usual_places as (
    select
        figures.figure_number,
        column_places.usual_places
    from placed_figures as figures
    inner join column_places
        on
            figures.release_id = column_places.release_id
            and figures.table_id = column_places.table_id
            and figures.column_number = column_places.column_number
            and figures.unit = column_places.unit
            and figures.measure = column_places.measure
    where figures.places < column_places.usual_places
    union all
    select
        figures.figure_number,
        min(others.fewest_places) as usual_places
    from placed_figures as figures
    inner join release_places as others
        on
            figures.company_key = others.company_key
            and figures.line_item_key = others.line_item_key
            and figures.unit = others.unit
            and figures.release_id <> others.release_id
    where figures.measure = 'amount'
    group by 1
    having min(others.fewest_places) > max(figures.places)
    union all
    -- An amount per share is printed in whole units or in hundredths.
    select
        figure_number,
        2 as usual_places
    from placed_figures
    where
        places = 1 and measure = 'amount' and {{ matches('unit', '_per_') }}
),

most_places as (
    select
        figure_number,
        max(usual_places) as usual_places
    from usual_places
    group by 1
),

lost_places as (
    select
        {{ input_problem(
            'lost_places',
            "usual_places || ' places behind the point, as its like have: '
            || 'a spreadsheet drops zeros at the end'",
            'key the text as printed, with its zeros; if it is printed so, say '
            ~ 'so in exceptions.csv, with the same text as printed_text and '
            ~ 'corrected_text',
            figure='printed_text', relation='figures',
        ) }}
    from figures
    inner join most_places
        on figures.figure_number = most_places.figure_number
),

thousands_by_point as (
    select
        {{ input_problem(
            'thousands_by_point',
            "'a comma between thousands: '
            || replace(printed_text, '.', ',') || ' where a spreadsheet of '
            || 'another country writes ' || printed_text",
            'key the text as printed; if three places behind the point are '
            ~ 'printed, say so in exceptions.csv, with the same text as '
            ~ 'printed_text and corrected_text',
            figure='printed_text',
        ) }}
    from placed_figures
    where places = 3 and unit = currency
),

final as (
    {{- union_all([
        'unknown_labels', 'unknown_line_items', 'unreadable_figures',
        'columns_without_heading', 'wrong_meanings', 'repeated_line_items',
        'unsure_signs', 'lost_places', 'thousands_by_point',
    ]) }}
)

select * from final
