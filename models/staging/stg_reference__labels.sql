-- A label that a filing gives one meaning only says the same where nobody tags
-- it; what a person has keyed goes before that.
with

keyed_labels as (
    select
        company_key,
        statement,
        {{ label_key("coalesce(heading, '')") }} as heading_key,
        {{ label_key('label') }} as label_key,
        label,
        line_item_key,
        segment_key,
        product_key,
        balance_at,
        is_negated
    from {{ ref('labels') }}
),

tagged_labels as (
    select
        company_key,
        statement,
        '' as heading_key,
        {{ label_key('label') }} as label_key,
        min(label) as label,
        min(line_item_key) as line_item_key,
        'total' as segment_key,
        'total' as product_key,
        min(balance_at) as balance_at,
        min(is_negated) as is_negated
    from {{ ref('concept_labels') }}
    group by 1, 2, 3, 4
    having
        count(distinct line_item_key) = 1
        and count(distinct coalesce(balance_at, '')) = 1
        and count(distinct is_negated) = 1
),

known_labels as (
    select * from keyed_labels
    union all
    select tagged_labels.* from tagged_labels
    left join keyed_labels
        on
            {{ same('tagged_labels', 'keyed_labels', [
                'company_key', 'statement', 'heading_key', 'label_key',
            ]) }}
    where keyed_labels.label_key is null
),

final as (
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
        is_negated in ('true', 'turned') as is_negated,
        is_negated = 'turned' as is_turned
    from known_labels
)

select * from final
