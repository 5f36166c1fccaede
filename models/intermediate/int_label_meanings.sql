-- What each printed label stands for. A label that means different things below
-- different headings is known with its heading; the one without a heading is
-- for all the others. A label that is known as it is printed is meant before
-- one with a placeholder for its amount.
with

printed_rows as (
    select
        statement,
        heading,
        label
    from {{ ref('stg_release__lines') }}
    union all
    select
        statement,
        heading,
        label
    from {{ ref('stg_release__cells') }}
),

printed_labels as (
    select
        statement,
        heading,
        label,
        {{ label_key('heading') }} as heading_key,
        {{ label_key('label') }} as label_key,
        {{ amount_label_key('label') }} as amount_label_key
    from printed_rows
    group by 1, 2, 3
),

printed_keys as (
    select
        statement,
        heading,
        label,
        heading_key,
        label_key,
        false as has_placeholder
    from printed_labels
    union all
    select
        statement,
        heading,
        label,
        heading_key,
        amount_label_key as label_key,
        true as has_placeholder
    from printed_labels
    where amount_label_key <> label_key
),

known_labels as (
    select
        printed.statement,
        printed.heading,
        printed.label,
        known.line_item_key,
        known.segment_key,
        known.product_key,
        known.balance_at,
        known.is_negated,
        known.is_turned,
        row_number() over (
            partition by printed.statement, printed.heading, printed.label
            order by
                known.heading_key = '', printed.has_placeholder,
                known.line_item_key
        ) as preference
    from printed_keys as printed
    inner join {{ ref('stg_reference__labels') }} as known
        on
            printed.statement = known.statement
            and printed.label_key = known.label_key
            and known.heading_key in (printed.heading_key, '')
),

final as (
    select
        printed.statement,
        printed.heading,
        printed.label,
        regexp_replace(
            lower(printed.label), '[*][0-9]+|[^a-z0-9]', '', 'g'
        ) as label_letters,
        known.line_item_key,
        known.segment_key,
        known.product_key,
        known.balance_at,
        known.is_negated,
        known.is_turned,
        {{ names_an_outflow('printed.label') }} as names_an_outflow
    from printed_labels as printed
    left join known_labels as known
        on
            printed.statement = known.statement
            and printed.heading = known.heading
            and printed.label = known.label
            and known.preference = 1
)

select * from final
