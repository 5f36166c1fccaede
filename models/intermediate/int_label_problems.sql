-- What a printed label, figure or heading says that cannot be understood.
{% set meanings = [
    ("period_end is null", "'a period with an end, as YYYY-MM-DD'"),
    ("period_start > period_end", "'a period that starts before it ends'"),
    (
        "(period_start is null) <> (period_type = 'instant')",
        "'the ' || period_type || ' that this line item is about'",
    ),
    (
        "coalesce(measure, '') not in
            ('amount', 'yoy_percent', 'change', 'ratio')",
        "'a measure: amount, yoy_percent, change or ratio'",
    ),
    ("not is_known_scenario", "'a scenario of scenarios.csv'"),
    (
        "measure in ('yoy_percent', 'ratio') and unit <> 'percent'",
        "'a percentage, not ' || unit",
    ),
    (
        "(measure in ('yoy_percent', 'change')) <> (coalesce(comparison, '') in
            ('year_ago', 'previous_year_end', 'initial_forecast'))",
        "'a comparison with growth or change, and only there: year_ago, '
        || 'previous_year_end or initial_forecast'",
    ),
    ("value is null", "'a scale of 0, 3, 6, 8, 9 or 12, and at most 20 digits'"),
    (
        "measure in ('amount', 'change')
            and coalesce(unit, '') <> line_item_unit",
        "'the unit ' || line_item_unit || ', not ' || coalesce(unit, 'none')",
    ),
] %}

with

figures as (
    select
        labelled.*,
        scenarios.scenario_key is not null as is_known_scenario
    from {{ ref('int_labelled_figures') }} as labelled
    left join {{ ref('scenarios') }} as scenarios
        on labelled.scenario_key = scenarios.scenario_key
),

unknown_labels as (
    select
        {{ input_problem(
            'unknown_label',
            "'a label that seeds/reference/labels.csv knows, here under the '
            || 'heading \"' || heading || '\"'",
            'correct the label, or add a row to labels.csv for it',
            figure='min(printed_text)',
        ) }}
    from figures
    where line_item_key is null
    group by
        statement, release_id, table_id, line_number, source_line, label,
        heading
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
            ~ 'corrections.csv',
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

meanings as (
    select
        *,
        case
            {%- for condition, expected in meanings %}
            when {{ condition }} then {{ expected }}
            {%- endfor %}
        end as expected_meaning
    from figures
    where
        period_type is not null
        and printed_number is not null
        and (has_heading or section <> 'table')
),

wrong_meanings as (
    select
        {{ input_problem(
            'wrong_meaning', 'expected_meaning',
            'correct the row, its column heading or its label',
            figure='printed_text',
        ) }}
    from meanings
    where expected_meaning is not null
),

final as (
    {{- union_all([
        'unknown_labels', 'unknown_line_items', 'unreadable_figures',
        'columns_without_heading', 'wrong_meanings',
    ]) }}
)

select * from final
