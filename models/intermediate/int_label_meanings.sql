-- What each printed label stands for: what the company's own labels say. A
-- general label gives no meaning, for other companies print other things below
-- the same words. A label that means different things below
-- different headings is known with its heading; the one without a heading is
-- for all the others. A label that is known as it is printed is meant before
-- one with placeholders for its dates and its amount.
{% set keys = [
    'label_key', 'dated_label_key', 'amount_label_key',
    'placeholder_label_key',
] %}

with

printed_rows as (
    {%- for model in ['stg_release__lines', 'stg_release__cells'] %}
    select
        release_id,
        statement,
        heading,
        label
    from {{ ref(model) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

printed_labels as (
    select
        releases.company_key,
        printed_rows.statement,
        printed_rows.heading,
        printed_rows.label,
        {{ label_key('printed_rows.heading') }} as heading_key,
        {{ label_key('printed_rows.label') }} as label_key,
        {{ label_key(with_dates('printed_rows.label')) }} as dated_label_key,
        {{ label_key(with_amount('printed_rows.label')) }}
            as amount_label_key,
        {{ placeholder_label_key('printed_rows.label') }}
            as placeholder_label_key
    from printed_rows
    inner join {{ ref('stg_release__releases') }} as releases
        on printed_rows.release_id = releases.release_id
    group by 1, 2, 3, 4
),

printed_keys as (
    {%- for key in keys %}
    select
        company_key,
        statement,
        heading,
        label,
        heading_key,
        {{ key }} as label_key,
        {{ loop.index }} as placeholder_rank
    from printed_labels
    {%- if not loop.first %}
    where {{ key }} <> label_key
    {%- endif %}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

known_labels as (
    select
        printed.company_key,
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
            partition by
                printed.company_key, printed.statement, printed.heading,
                printed.label
            order by
                known.heading_key = '', printed.placeholder_rank,
                known.line_item_key
        ) as preference
    from printed_keys as printed
    inner join {{ ref('stg_reference__labels') }} as known
        on
            printed.company_key = known.company_key
            and printed.statement = known.statement
            and printed.label_key = known.label_key
            and known.heading_key in (printed.heading_key, '')
),

final as (
    select
        printed.company_key,
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
            printed.company_key = known.company_key
            and printed.statement = known.statement
            and printed.heading = known.heading
            and printed.label = known.label
            and known.preference = 1
)

select * from final
