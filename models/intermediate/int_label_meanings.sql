-- What each printed label stands for: what the company's own labels say. A
-- general label gives no meaning, for other companies print other things below
-- the same words. A label that means different things below different headings
-- is known with its heading, or that of its table where it stands below none;
-- the one without a heading is for all the others. A label that is known as it
-- is printed is meant before one with placeholders for its dates and its
-- amount. What a line is tagged as comes before all of them: of another line
-- item a label says nothing more. What a filing says of the tag and the words
-- of a line together, as an import has it, is all that is asked.
{% set keys = [
    'label_key', 'dated_label_key', 'amount_label_key',
    'placeholder_label_key',
] %}
{% set otherwise = {
    'segment_key': "'total'",
    'product_key': "'total'",
    'balance_at': 'null',
    'is_negated': 'false',
    'is_turned': 'false',
} %}

with

printed_rows as (
    {%- for model in ['stg_release__lines', 'stg_release__cells'] %}
    select
        release_id,
        table_id,
        statement,
        heading,
        label,
        concept
    from {{ ref(model) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

printed_labels as (
    select
        releases.company_key,
        printed_rows.statement,
        printed_rows.heading,
        {{ heading_or_title('printed_rows', 'printed_tables') }} as below,
        printed_rows.label,
        coalesce(printed_rows.concept, '') as concept
    from printed_rows
    inner join {{ ref('stg_release__releases') }} as releases
        on printed_rows.release_id = releases.release_id
    left join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            printed_rows.release_id = printed_tables.release_id
            and printed_rows.table_id = printed_tables.table_id
    group by 1, 2, 3, 4, 5, 6
),

-- Companies print the same words: they are read once.
label_texts as (
    select
        label,
        {{ label_key('label') }} as label_key,
        {{ label_key(with_dates('label')) }} as dated_label_key,
        {{ label_key(with_amount('label')) }} as amount_label_key,
        {{ placeholder_label_key('label') }} as placeholder_label_key,
        regexp_replace(
            lower(label), '[*][0-9]+|[^a-z0-9]', '', 'g'
        ) as label_letters,
        {{ names_an_outflow('label') }} as names_an_outflow
    from printed_labels
    group by 1
),

heading_texts as (
    select
        below,
        {{ label_key('below') }} as heading_key
    from printed_labels
    group by 1
),

tagged_labels as (
    select
        company_key,
        statement,
        label,
        concept,
        line_item_key,
        balance_at,
        is_negated in ('true', 'turned') as is_negated,
        is_negated = 'turned' as is_turned
    from {{ ref('concept_labels') }}
),

untagged_labels as (
    select
        printed.company_key,
        printed.statement,
        printed.below,
        printed.label
    from printed_labels as printed
    left join tagged_labels as tagged
        on
            {{ same('printed', 'tagged', [
                'company_key', 'statement', 'label', 'concept',
            ]) }}
    where tagged.line_item_key is null
    group by 1, 2, 3, 4
),

keyed_labels as (
    select
        labels.*,
        heading_texts.heading_key,
        {{ 'label_texts.' ~ keys | join(',\n        label_texts.') }}
    from untagged_labels as labels
    inner join label_texts on labels.label = label_texts.label
    inner join heading_texts on labels.below = heading_texts.below
),

printed_keys as (
    {%- for key in keys %}
    select
        company_key,
        statement,
        below,
        label,
        heading_key,
        {{ key }} as label_key,
        {{ loop.index }} as placeholder_rank
    from keyed_labels
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
        printed.below,
        printed.label,
        known.line_item_key,
        known.segment_key,
        known.product_key,
        known.balance_at,
        known.is_negated,
        known.is_turned,
        row_number() over (
            partition by
                printed.company_key, printed.statement, printed.below,
                printed.label
            order by
                known.heading_key = '', printed.placeholder_rank,
                -- A row that lacks a cell does not go before one that is whole.
                known.is_negated is null, known.line_item_key,
                known.{{ otherwise | join(', known.') }}
        ) as preference
    from printed_keys as printed
    inner join {{ ref('stg_reference__labels') }} as known
        on
            printed.company_key = known.company_key
            and printed.statement = known.statement
            and printed.label_key = known.label_key
            and known.heading_key in (printed.heading_key, '')
),

meant as (
    select
        printed.*,
        coalesce(tagged.line_item_key, known.line_item_key)
            as label_line_item_key,
        coalesce(known.segment_key, 'total') as segment_key,
        coalesce(known.product_key, 'total') as product_key,
        coalesce(tagged.balance_at, known.balance_at) as balance_at,
        coalesce(tagged.is_negated, known.is_negated) as is_negated,
        coalesce(tagged.is_turned, known.is_turned) as is_turned,
        coalesce(
            tagged.line_item_key, concepts.line_item_key, known.line_item_key
        ) as line_item_key
    from printed_labels as printed
    left join tagged_labels as tagged
        on
            {{ same('tagged', 'printed', [
                'company_key', 'statement', 'label', 'concept',
            ]) }}
    left join known_labels as known
        on
            printed.company_key = known.company_key
            and printed.statement = known.statement
            and printed.below = known.below
            and printed.label = known.label
            and known.preference = 1
    left join {{ ref('int_concept_meanings') }} as concepts
        on
            printed.company_key = concepts.company_key
            and printed.statement = concepts.statement
            and printed.concept = concepts.concept
),

final as (
    select
        meant.company_key,
        meant.statement,
        meant.heading,
        meant.below,
        meant.label,
        meant.concept,
        label_texts.label_letters,
        meant.line_item_key,
        {%- for column, value in otherwise.items() %}
        case
            when meant.label_line_item_key = meant.line_item_key
                then meant.{{ column }}
            when meant.line_item_key is not null then {{ value }}
        end as {{ column }},
        {%- endfor %}
        label_texts.names_an_outflow
    from meant
    left join label_texts on meant.label = label_texts.label
)

select * from final
