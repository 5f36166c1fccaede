-- What each unknown label may stand for: every meaning that labels.csv knows of
-- its company or of any, or that the reference data names, which fits the unit
-- and the period of what is printed and which its table does not print in
-- another line. What is another company's is never among them.
{% set unknown_label = ['company_key', 'statement', 'heading', 'label'] %}

with

figures as (
    select * from {{ ref('int_placed_figures') }}
),

line_items as (
    select * from {{ ref('stg_reference__line_items') }}
),

unknown_forms as (
    select
        {{ unknown_label | join(',\n        ') }},
        currency,
        case when measure in ('amount', 'change') then unit end as unit,
        stated_start is null as is_instant,
        count(*) filter (where measure = 'amount' and value <> 0)
            as figure_count
    from figures
    where
        line_item_key is null
        and line_number is not null
        and statement is not null
        and calendar_key is not null
    group by 1, 2, 3, 4, 5, 6, 7
),

unknown_keys as (
    select
        {{ unknown_label | join(',\n        ') }},
        {{ label_key('heading') }} as heading_key,
        {{ label_key('label') }} as label_key,
        {{ placeholder_label_key('label') }} as placeholder_label_key,
        sum(figure_count) as figure_count
    from unknown_forms
    group by 1, 2, 3, 4
),

unknown_labels as (
    select
        unknown_keys.*,
        {{ label_words('unknown_keys.placeholder_label_key', 'companies') }}
            as label_words
    from unknown_keys
    inner join {{ ref('companies') }} as companies
        on unknown_keys.company_key = companies.company_key
),

broken_down as (
    select
        company_key,
        statement,
        line_item_key,
        bool_or(segment_key <> 'total') as is_by_segment,
        bool_or(product_key <> 'total') as is_by_product
    from {{ ref('stg_reference__labels') }}
    where company_key is not null
    group by 1, 2, 3
),

-- A label that nobody has listed may be the name of the thing itself.
known_keys as (
    select
        company_key,
        statement,
        heading_key,
        label_key,
        label,
        line_item_key,
        segment_key,
        product_key,
        balance_at,
        is_negated,
        true as is_listed
    from {{ ref('stg_reference__labels') }}
    union all
    select
        company_key,
        statement,
        '' as heading_key,
        {{ label_key('label') }} as label_key,
        label,
        line_item_key,
        'total' as segment_key,
        'total' as product_key,
        cast(null as varchar) as balance_at,
        false as is_negated,
        false as is_listed
    from line_items
    {%- for name, label in [
        ('segment', 'names.label'),
        ('segment', "names.label || ' ' || line_items.label"),
        ('segment', "line_items.label || ' ' || names.label"),
        ('product', 'names.label'),
        ('product', "names.label || ' ' || line_items.label"),
        ('product', "line_items.label || ' ' || names.label"),
    ] %}
    union all
    select
        broken_down.company_key,
        broken_down.statement,
        '' as heading_key,
        {{ label_key(label) }} as label_key,
        {{ label }} as label,
        broken_down.line_item_key,
        {{ 'names.segment_key' if name == 'segment' else "'total'" }}
            as segment_key,
        {{ 'names.product_key' if name == 'product' else "'total'" }}
            as product_key,
        cast(null as varchar) as balance_at,
        false as is_negated,
        false as is_listed
    from broken_down
    inner join {{ ref(name ~ 's') }} as names
        on broken_down.company_key = names.company_key
    inner join line_items
        on broken_down.line_item_key = line_items.line_item_key
    where broken_down.is_by_{{ name }}
    {%- endfor %}
),

known_labels as (
    select
        known_keys.*,
        {{ label_words('known_keys.label_key', 'companies') }} as label_words
    from known_keys
    left join {{ ref('companies') }} as companies
        on known_keys.company_key = companies.company_key
),

-- What a statement prints, as far as anybody knows.
usual as (
    select
        company_key,
        statement,
        line_item_key,
        segment_key = 'total' as is_of_all_segments,
        product_key = 'total' as is_of_all_products
    from known_labels
    group by 1, 2, 3, 4, 5
),

-- As a figure of its own period, and as a balance at one end of a flow's.
uses as (
    {%- for has_instant in ['false', 'true'] %}
    select
        line_item_key,
        company_key,
        period_type,
        unit,
        line_item_key_in_shares,
        statement,
        {{ has_instant }} as has_instant
    from line_items
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

-- As macros/checks/expected_meaning.sql would have it.
judged as (
    select
        {%- for column in unknown_label %}
        forms.{{ column }},
        {%- endfor %}
        uses.line_item_key,
        uses.has_instant,
        uses.period_type,
        forms.statement = uses.statement as is_at_home,
        (
            coalesce(
                forms.unit = {{ in_currency('uses.unit', 'forms.currency') }},
                true
            )
            -- A line of dashes is counted in none.
            or (
                {{ is_counted_in_shares(
                    'forms.statement', 'forms.unit', 'uses.unit'
                ) }}
                and (
                    forms.figure_count = 0
                    or uses.line_item_key_in_shares is not null
                )
            )
        ) and (uses.period_type = 'instant')
        = (forms.is_instant or uses.has_instant)
        and not (forms.is_instant and uses.has_instant) as is_fitting
    from unknown_forms as forms
    inner join uses
        on forms.company_key = coalesce(uses.company_key, forms.company_key)
),

fitting as (
    select
        {{ unknown_label | join(',\n        ') }},
        line_item_key,
        has_instant,
        period_type,
        is_at_home
    from judged
    group by 1, 2, 3, 4, 5, 6, 7, 8
    having bool_and(is_fitting)
),

candidates as (
    select
        unknown_labels.*,
        known.line_item_key,
        known.segment_key,
        known.product_key,
        known.balance_at,
        known.is_negated,
        known.label as known_label,
        known.heading_key <> '' as needs_heading,
        known.company_key is not null and known.is_listed as is_own_label,
        known.label_key in (
            unknown_labels.label_key, unknown_labels.placeholder_label_key
        ) as is_same_label,
        known.label_words = unknown_labels.label_words
        and known.label_words <> '' as has_same_words,
        unknown_labels.statement = known.statement as is_same_statement,
        unknown_labels.heading_key <> ''
        and unknown_labels.statement = known.statement
        and known.heading_key <> ''
        and {{ text_similarity(
            'unknown_labels.heading_key', 'known.heading_key'
        ) }} >= 0.95 as is_same_heading,
        fitting.is_at_home,
        fitting.period_type,
        {{ text_similarity('unknown_labels.label_key', 'known.label_key') }}
            as similarity
    from unknown_labels
    inner join fitting
        on
            {{ same('unknown_labels', 'fitting', unknown_label) }}
    inner join known_labels as known
        on
            fitting.line_item_key = known.line_item_key
            and fitting.has_instant = (known.balance_at is not null)
            and coalesce(known.company_key, fitting.company_key)
            = fitting.company_key
),

-- The same words below another heading of the statement mean something else
-- more often than not: they say nothing.
named as (
    select
        *,
        bool_or(
            is_own_label and has_same_words and is_same_statement
            and needs_heading and not is_same_heading
            and (segment_key <> 'total' or product_key <> 'total')
        ) over (
            partition by {{ unknown_label | join(', ') }}
        ) as may_be_a_part,
        {{ meaning_key() }} as meaning_key,
        case
            when not has_same_words
                then
                    case
                        when is_same_statement and similarity >= 0.9 then 1
                        else 0
                    end
            when is_same_statement and needs_heading and not is_same_heading
                then 0
            -- What is called other is another thing in each statement.
            when not is_same_statement and label_words in ('other', 'total')
                then 0
            when not (is_own_label or is_same_statement) then 2
            when is_same_label then 4
            else 3
        end as word_rank
    from candidates
),

ranked as (
    select
        *,
        row_number() over (
            partition by
                {{ unknown_label | join(', ') }}, meaning_key
            order by
                word_rank desc, is_same_statement desc, is_own_label desc,
                is_same_heading desc, needs_heading asc, similarity desc,
                known_label asc, is_negated asc
        ) as preference
    from named
),

unknown_tables as (
    select
        {{ unknown_label | join(',\n        ') }},
        release_id,
        table_id
    from figures
    where line_item_key is null
    group by 1, 2, 3, 4, 5, 6
),

printed_meanings as (
    select
        release_id,
        table_id,
        {{ meaning_key() }} as meaning_key
    from figures
    where section = 'table' and line_item_key is not null
    group by 1, 2, 3
),

usual_meanings as (
    select
        {%- for column in unknown_label %}
        ranked.{{ column }},
        {%- endfor %}
        ranked.meaning_key
    from ranked
    inner join usual
        on
            ranked.statement = usual.statement
            and ranked.line_item_key = usual.line_item_key
            and (ranked.segment_key = 'total') = usual.is_of_all_segments
            and (ranked.product_key = 'total') = usual.is_of_all_products
            and ranked.company_key
            = coalesce(usual.company_key, ranked.company_key)
    group by 1, 2, 3, 4, 5
),

meanings_elsewhere as (
    select
        {%- for column in unknown_label %}
        unknown_tables.{{ column }},
        {%- endfor %}
        printed_meanings.meaning_key
    from unknown_tables
    inner join printed_meanings
        on
            unknown_tables.release_id = printed_meanings.release_id
            and unknown_tables.table_id = printed_meanings.table_id
    group by 1, 2, 3, 4, 5
),

final as (
    select
        {%- for column in unknown_label %}
        ranked.{{ column }},
        {%- endfor %}
        cast(ranked.figure_count as integer) as figure_count,
        ranked.meaning_key,
        ranked.line_item_key,
        ranked.segment_key,
        ranked.product_key,
        ranked.balance_at,
        ranked.is_negated,
        ranked.known_label,
        ranked.needs_heading,
        ranked.is_own_label,
        ranked.is_same_label,
        ranked.has_same_words,
        ranked.is_same_statement,
        ranked.is_same_heading,
        ranked.may_be_a_part,
        ranked.is_at_home,
        ranked.period_type,
        case
            -- A name of one word, or of a part, where the statement is not
            -- known to print that.
            when
                ranked.word_rank = 2
                and usual_meanings.meaning_key is null
                and (
                    ranked.segment_key <> 'total'
                    or ranked.product_key <> 'total'
                    or ranked.label_words not like '% %'
                )
                then 0
            else ranked.word_rank
        end as word_rank,
        usual_meanings.meaning_key is not null as is_usual,
        ranked.similarity
    from ranked
    left join usual_meanings
        on
            {{ same('ranked', 'usual_meanings', unknown_label + [
                'meaning_key',
            ]) }}
    left join meanings_elsewhere as elsewhere
        on
            {{ same('ranked', 'elsewhere', unknown_label + ['meaning_key']) }}
    where ranked.preference = 1 and elsewhere.meaning_key is null
)

select * from final
