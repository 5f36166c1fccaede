-- Figures that no identity notices, and what is derived of them, beyond the
-- bounds of their own history and their neighbours. For a person to look up; no
-- build is refused for them. The bounds are rows of usual_bounds.csv.
{% set series = fact_identity(without=['period_key']) %}

with

bounds as (
    select
        bound_id,
        line_item_key,
        comparison,
        compared_line_item_key,
        cast(weight as integer) as weight,
        cast(low_percent as integer) as low_percent,
        cast(high_percent as integer) as high_percent,
        note
    from {{ ref('usual_bounds') }}
),

facts as (
    select
        int_facts.*,
        periods.months
    from {{ ref('int_facts') }} as int_facts
    inner join {{ ref('int_periods') }} as periods
        on int_facts.period_key = periods.period_key
    where int_facts.scenario_key = 'actual'
),

-- A derived fact is looked up where its longest period is printed.
subjects as (
    select
        facts.*,
        coverage.figure_key as subject_figure_key
    from facts
    inner join {{ ref('figure_coverage') }} as coverage
        on
            coalesce(facts.figure_key, facts.minuend_figure_key)
            = coverage.figure_key
            and facts.release_id = coverage.release_id
    where coverage.noticed_by <> 'identities' and facts.value <> 0
),

-- What was known of a series on the day, of other periods.
known as (
    select
        subjects.subject_figure_key,
        subjects.period_key,
        others.value,
        others.period_key as known_period_key,
        coalesce(subjects.months, 0) = coalesce(others.months, 0) as is_as_long
    from subjects
    inner join facts as others
        on
            {{ same('subjects', 'others', series) }}
            and subjects.period_key <> others.period_key
            and subjects.published_at >= others.published_at
            and subjects.published_at < {{ known_until('others') }}
),

histories as (
    select
        subject_figure_key,
        period_key,
        min(value) as smallest,
        max(value) as largest,
        count(*) as period_count,
        min(abs(value)) filter (where is_as_long) as nearest_to_zero,
        max(abs(value)) filter (where is_as_long) as farthest_from_zero,
        count(*) filter (where is_as_long) as as_long_count
    from known
    where value <> 0
    group by 1, 2
),

neighbours as (
    select
        subjects.subject_figure_key,
        subjects.period_key,
        bounds.bound_id,
        sum(bounds.weight * others.value) as value
    from subjects
    inner join bounds
        on
            subjects.line_item_key = bounds.line_item_key
            and bounds.comparison = 'line_items'
    left join facts as others
        on
            {{ same('subjects', 'others', fact_identity(
                without=['line_item_key']
            ) + ['release_id']) }}
            and bounds.compared_line_item_key = others.line_item_key
    group by 1, 2, 3
    having count(others.value) = count(*)
),

-- What a subject is measured with: two sizes, and whether it has to be positive
-- (1) or negative (-1).
measures as (
    select
        histories.subject_figure_key,
        histories.period_key,
        bounds.bound_id,
        case
            when bounds.comparison = 'size' then histories.nearest_to_zero
        end as low_base,
        case
            when bounds.comparison = 'size' then histories.farthest_from_zero
        end as high_base,
        case
            when bounds.comparison = 'size' then null
            when histories.smallest > 0 then 1
            when histories.largest < 0 then -1
        end as sign
    from histories
    inner join bounds
        on
            (bounds.comparison = 'sign' and histories.period_count >= 3)
            or (bounds.comparison = 'size' and histories.as_long_count >= 3)
    union all
    select
        known.subject_figure_key,
        known.period_key,
        bounds.bound_id,
        abs(known.value) as low_base,
        abs(known.value) as high_base,
        null as sign
    from known
    inner join {{ ref('int_period_relations') }} as relations
        on
            known.period_key = relations.period_key
            and known.known_period_key = relations.related_period_key
            and relations.relation = 'year_ago'
    inner join bounds on bounds.comparison = 'year_ago'
    where known.value <> 0
    union all
    select
        subject_figure_key,
        period_key,
        bound_id,
        abs(value) as low_base,
        abs(value) as high_base,
        case when value > 0 then 1 else -1 end as sign
    from neighbours
    where value <> 0
),

limits as (
    select
        bound_id,
        comparison,
        max(low_percent) as low_percent,
        max(high_percent) as high_percent,
        max(note) as note
    from bounds
    group by 1, 2
),

final as (
    select
        subjects.subject_figure_key as figure_key,
        subjects.release_id,
        measures.bound_id,
        subjects.period_key,
        subjects.line_item_key,
        subjects.segment_key,
        subjects.product_key,
        subjects.is_derived,
        subjects.value,
        cast(
            measures.low_base * limits.low_percent * 0.01
            as {{ figure_type() }}
        ) as usual_low,
        cast(
            measures.high_base * limits.high_percent * 0.01
            as {{ figure_type() }}
        ) as usual_high,
        limits.note as reason
    from subjects
    inner join measures
        on
            {{ same('subjects', 'measures', [
                'subject_figure_key', 'period_key',
            ]) }}
    inner join limits on measures.bound_id = limits.bound_id
    where
        subjects.value * measures.sign < 0
        or abs(subjects.value) * 100
        < measures.low_base * limits.low_percent
        or abs(subjects.value) * 100
        > measures.high_base * limits.high_percent
)

select * from final
