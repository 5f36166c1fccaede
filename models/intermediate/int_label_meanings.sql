-- What each printed label stands for. A label that means different things below
-- different headings is known with its heading; the one without a heading is
-- for all the others.
with

printed_labels as (
    select
        statement,
        heading,
        label
    from {{ ref('stg_release__cells') }}
    group by 1, 2, 3
),

printed_keys as (
    select
        *,
        {{ label_key('heading') }} as heading_key,
        {{ label_key('label') }} as label_key
    from printed_labels
),

known_labels as (
    select * from {{ ref('stg_reference__labels') }}
),

final as (
    select
        printed.statement,
        printed.heading,
        printed.label,
        regexp_replace(
            lower(printed.label), '[*][0-9]+|[^a-z0-9]', '', 'g'
        ) as label_letters,
        {%- for column in [
            'line_item_key', 'segment_key', 'service_key', 'instant',
            'is_negated',
        ] %}
    coalesce(by_heading.{{ column }}, by_label.{{ column }})
        as {{ column }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from printed_keys as printed
    left join known_labels as by_heading
        on
            printed.statement = by_heading.statement
            and printed.heading_key = by_heading.heading_key
            and printed.label_key = by_heading.label_key
    left join known_labels as by_label
        on
            printed.statement = by_label.statement
            and by_label.heading_key = ''
            and printed.label_key = by_label.label_key
)

select * from final
