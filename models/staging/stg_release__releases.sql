-- A release that corrects one of the same moment comes after it, by a second:
-- of two of which only the day is known, the order is all that is known.
with recursive

releases as (
    select
        *,
        {{ dbt.safe_cast('published_at', 'timestamp') }} as stated_at
    from {{ ref('releases') }}
),

corrected as (
    select
        release_id,
        company_key,
        stated_at,
        corrects,
        0 as seconds_later
    from releases
    union all
    select
        corrected.release_id,
        corrected.company_key,
        corrected.stated_at,
        releases.corrects,
        corrected.seconds_later + 1 as seconds_later
    from corrected
    inner join releases
        on
            corrected.corrects = releases.release_id
            and corrected.company_key = releases.company_key
            and corrected.stated_at = releases.stated_at
    -- Two that correct each other would never end; they are refused.
    where corrected.seconds_later < 9
),

moments as (
    select
        release_id,
        max(seconds_later) as seconds_later
    from corrected
    group by 1
),

final as (
    select
        releases.release_id,
        releases.company_key,
        releases.title,
        releases.document,
        cast({{ dbt.dateadd(
            'second', 'moments.seconds_later', 'releases.stated_at'
        ) }} as timestamp) as published_at,
        releases.corrects,
        releases.currency,
        releases.accounting_standard,
        nullif(trim(releases.read_by), '') as read_by,
        coalesce(sources.policy <> 'verdicts', true) as has_to_be_sound,
        calendars.calendar_key
    from releases
    inner join moments on releases.release_id = moments.release_id
    left join {{ ref('stg_reference__calendars') }} as calendars
        on releases.company_key = calendars.company_key
    left join {{ ref('sources') }} as sources
        on releases.read_by = sources.read_by
)

select * from final
