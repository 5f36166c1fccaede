-- The members that a number is of, as `Axis=Member;` says them, in one row
-- each. A member that neither the chart nor the reference data has is one of
-- the company. It is of no segment and no product then, for what their parts
-- add up to is known: its axis is called like that of the source.
with

numbers as (
    select distinct
        amounts.release_id,
        filings.company_key,
        amounts.segments
    from amounts
    inner join filings on amounts.release_id = filings.release_id
    where amounts.segments is not null
),

places as (
    select
        *,
        unnest(generate_series(
            1, length(segments) - length(replace(segments, '=', ''))
        )) as place
    from numbers
),

pairs as (
    select
        *,
        split_part(split_part(segments, ';', place), '=', 1) as axis_name,
        split_part(split_part(segments, ';', place), '=', 2) as member_name
    from places
),

worded as (
    select
        *,
        trim(regexp_replace(regexp_replace(
            axis_name, '([a-z0-9])([A-Z])', '\1 \2', 'g'
        ), '([A-Z])([A-Z][a-z])', '\1 \2', 'g')) as axis_words,
        trim(regexp_replace(regexp_replace(
            member_name, '([a-z0-9])([A-Z])', '\1 \2', 'g'
        ), '([A-Z])([A-Z][a-z])', '\1 \2', 'g')) as words
    from pairs
),

written as (
    select
        worded.*,
        axes.axis as charted_axis,
        trim(lower(regexp_replace(
            worded.axis_words, '[^A-Za-z0-9]+', '_', 'g'
        )), '_') as own_axis,
        trim(lower(regexp_replace(
            worded.words, '[^A-Za-z0-9]+', '_', 'g'
        )), '_') as own_key,
        lower(regexp_replace(
            worded.member_name, '(Segments?)?$|[^A-Za-z0-9]', '', 'g'
        )) as letters
    from worded
    left join charted_axes as axes
        on worded.axis_name = axes.name and axes.member_key is null
),

known as (
    select
        written.*,
        coalesce(charted.axis, lettered.axis) as known_axis,
        coalesce(charted.member_key, lettered.member_key) as known_key,
        row_number() over (
            partition by written.release_id, written.segments, written.place
            order by
                charted.member_key, lettered.axis <> written.charted_axis,
                lettered.company_key, lettered.member_key
        ) as preference
    from written
    left join charted_axes as charted
        on
            written.charted_axis = charted.axis
            and written.member_name = charted.name
            and charted.member_key is not null
    left join lettered_members as lettered
        on
            lettered.axis in (written.charted_axis, written.own_axis)
            and written.letters = lettered.letters
            and written.company_key
            = coalesce(lettered.company_key, written.company_key)
),

final as (
    select
        release_id,
        company_key,
        segments,
        place,
        member_name,
        words,
        known_key is null as is_new,
        coalesce(charted_axis = 'equity_component', false) as is_of_equity,
        case
            when known_axis is not null then known_axis
            when charted_axis not in ('segment', 'product') then charted_axis
            else own_axis
        end as axis,
        coalesce(known_key, own_key) as member_key
    from known
    where preference = 1
)

select * from final
