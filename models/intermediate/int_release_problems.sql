-- Releases that cannot be what they say: of a standard that nobody knows, or
-- there under another name already.
{% set printed_fact %}
        period_key || '/' || line_item_key || '/'
        || coalesce(segment_key, '') || '/' || coalesce(product_key, '')
        || '/' || scenario_key || '/' || measure || '/'
        || coalesce(comparison, '') || '/' || cast(face_value as varchar)
        || '/' || cast(decimals as varchar)
{%- endset %}

with

releases as (
    select
        *,
        'releases' as statement,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        cast(null as integer) as source_line
    from {{ ref('stg_release__releases') }}
),

known_standards as (
    select * from {{ ref('accounting_standards') }}
),

nearest_standards as (
    select
        releases.*,
        nearest.accounting_standard as nearest_standard,
        row_number() over (
            partition by releases.release_id
            order by
                {{ text_similarity(
                    label_key('releases.accounting_standard'),
                    label_key('nearest.accounting_standard')
                ) }} desc,
                nearest.accounting_standard asc
        ) as nearness
    from releases
    left join known_standards
        on releases.accounting_standard = known_standards.accounting_standard
    cross join {{ ref('accounting_standards') }} as nearest
    where
        known_standards.accounting_standard is null
        and releases.accounting_standard is not null
),

unknown_standards as (
    select
        {{ input_problem(
            'unknown_accounting_standard',
            "'an accounting standard of accounting_standards.csv, not '
            || accounting_standard",
            'correct the row of releases.csv, or add a standard that is none '
            ~ 'of those; the nearest: ',
            proposal='nearest_standard',
            figure='accounting_standard', label='release_id',
        ) }}
    from nearest_standards
    where nearness = 1
),

-- Two releases are one where they print the same figures. Another document may
-- do so on another day.
alike_releases as (
    select
        one.release_id,
        other.release_id as other_release_id
    from releases as one
    inner join releases as other
        on
            one.company_key = other.company_key
            and one.release_id <> other.release_id
            and (
                cast(one.published_at as date)
                = cast(other.published_at as date)
                or (one.title = other.title and one.document = other.document)
            )
),

contents as (
    select
        release_id,
        count(*) as figure_count,
        md5({{ dbt.listagg(printed_fact, "';'", 'order by ' ~ printed_fact) }})
            as content_digest
    from {{ ref('int_figures') }}
    where
        preference = 1
        and release_id in (select alike.release_id from alike_releases as alike)
    group by 1
),

released_contents as (
    select
        releases.*,
        contents.figure_count,
        contents.content_digest
    from releases
    inner join contents on releases.release_id = contents.release_id
),

repeated_contents as (
    select
        one.*,
        alike.other_release_id
    from released_contents as one
    inner join alike_releases as alike on one.release_id = alike.release_id
    inner join contents as other
        on
            alike.other_release_id = other.release_id
            and one.content_digest = other.content_digest
),

repeated_releases as (
    select
        {{ input_problem(
            'repeated_release',
            "'a release under one release_id: all ' || figure_count
            || ' figures are those of ' || other_release_id",
            'take one of the two away; a document that prints them again '
            ~ 'has its own title or document in releases.csv, and its own day',
            label='release_id',
        ) }}
    from repeated_contents
),

-- Money in another currency is held apart; a release of nothing else has the
-- wrong currency.
currencies as (
    select
        release_id,
        min(unit) filter (where held_apart = 'other_currency') as other_unit,
        count(*) filter (
            where held_apart = 'other_currency'
        ) as other_count
    from {{ ref('int_placed_figures') }}
    where measure = 'amount'
    group by 1
    having count(*) filter (where substr(unit, 1, 3) = currency) = 0
),

wrong_currencies as (
    select
        {{ input_problem(
            'wrong_currency',
            "'an amount in ' || releases.currency || ', not all '
            || other_count || ' in another one such as ' || other_unit",
            'correct the currency in releases.csv, or the units of the columns',
            label='release_id', relation='releases',
        ) }}
    from releases
    inner join currencies on releases.release_id = currencies.release_id
    where currencies.other_count > 0
),

final as (
    {{- union_all([
        'unknown_standards', 'repeated_releases', 'wrong_currencies',
    ]) }}
)

select * from final
