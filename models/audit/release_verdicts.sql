-- What the proof says of each release: the verdicts of its figures, counted.
with

figures as (
    select
        release_id,
        count(*) as figure_count,
        count(*) filter (where verdict = 'proven') as proven_count,
        count(*) filter (where verdict = 'contradicted') as contradicted_count
    from {{ ref('figure_coverage') }}
    group by 1
),

contradictions as (
    select
        release_id,
        {{ sorted_list('identity_id') }} as contradicted_by
    from (
        select
            release_id,
            identity_id
        from {{ ref('identity_results') }}
        where status = 'violated'
        group by 1, 2
    ) as violated
    group by 1
),

found as (
    select
        release_id,
        count(*) as finding_count
    from {{ ref('findings') }}
    group by 1
),

final as (
    select
        figures.release_id,
        case
            when figures.contradicted_count > 0 then 'contradicted'
            when figures.proven_count = figures.figure_count then 'proven'
            else 'unproven'
        end as verdict,
        cast(figures.figure_count as integer) as figure_count,
        cast(figures.proven_count as integer) as proven_count,
        cast(figures.contradicted_count as integer) as contradicted_count,
        cast(coalesce(found.finding_count, 0) as integer) as finding_count,
        contradictions.contradicted_by
    from figures
    left join contradictions
        on figures.release_id = contradictions.release_id
    left join found on figures.release_id = found.release_id
)

select * from final
where {{ is_taken_in(['release_id']) }}
