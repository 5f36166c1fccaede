-- The members of axes that a column heading or a line names, in one row each:
-- the segment and the product, and those of further axes as one text.
{% set most_members = 4 %}

with

stated_members as (
    select
        release_id,
        table_id,
        cast(null as integer) as line_number,
        column_number,
        members
    from {{ ref('stg_release__column_headings') }}
    where members is not null
    union all
    select
        release_id,
        table_id,
        line_number,
        cast(null as integer) as column_number,
        members
    from {{ ref('stg_release__lines') }}
    where members is not null
),

pairs as (
    {%- for n in range(1, most_members + 1) %}
    select
        release_id,
        table_id,
        line_number,
        column_number,
        {{ dbt.split_part('members', "';'", n) }} as pair
    from stated_members
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
    union all
    -- What has more of them is not cut short in silence.
    select
        release_id,
        table_id,
        line_number,
        column_number,
        members as pair
    from stated_members
    where {{ dbt.split_part('members', "';'", most_members + 1) }} <> ''
),

named_members as (
    select
        pairs.*,
        releases.company_key,
        case
            when pairs.pair not like '%;%'
                then trim({{ dbt.split_part('pairs.pair', "'='", 1) }})
        end as axis,
        trim({{ dbt.split_part('pairs.pair', "'='", 2) }}) as member_key
    from pairs
    left join {{ ref('stg_release__releases') }} as releases
        on pairs.release_id = releases.release_id
    where trim(pairs.pair) <> ''
),

known_members as (
    select
        'segment' as axis,
        segment_key as member_key,
        company_key
    from {{ ref('segments') }}
    union all
    select
        'product' as axis,
        product_key as member_key,
        company_key
    from {{ ref('products') }}
    union all
    select
        axis,
        member_key,
        company_key
    from {{ ref('members') }}
),

checked_members as (
    select
        named_members.release_id,
        named_members.table_id,
        named_members.line_number,
        named_members.column_number,
        named_members.axis,
        named_members.member_key,
        named_members.pair,
        count(known_members.axis) > 0 as is_known
    from named_members
    left join known_members
        on
            named_members.axis = known_members.axis
            and named_members.member_key = known_members.member_key
            and named_members.company_key
            = coalesce(known_members.company_key, named_members.company_key)
    group by 1, 2, 3, 4, 5, 6, 7
),

final as (
    select
        release_id || '/' || table_id || '/' || coalesce(line_number, 0)
        || '/' || coalesce(column_number, 0) as members_key,
        release_id,
        table_id,
        line_number,
        column_number,
        max(case when axis = 'segment' then member_key end) as segment_key,
        max(case when axis = 'product' then member_key end) as product_key,
        {{ dbt.listagg(
            "case when axis not in ('segment', 'product')
                then axis || '=' || member_key end",
            "';'", "order by axis, member_key"
        ) }} as members,
        min(case when axis not in ('segment', 'product') then axis end)
            as further_axis,
        min(case when not is_known then trim(pair) end) as unknown_member,
        count(axis) > count(distinct axis) as is_ambiguous
    from checked_members
    group by 1, 2, 3, 4, 5
)

select * from final
