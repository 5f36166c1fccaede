-- What was mended in the scan or corrected, and whether the identity that is
-- said to prove it does: an evaluation of it with a figure of that line holds
-- and none is violated. A mended line without figures, such as noise in a
-- heading, is proven by the evaluations of its table.
with

mends as (
    select
        release_id,
        table_id,
        line_number,
        mend_note as note,
        proven_by as identity_id
    from {{ ref('stg_release__lines') }}
    where mend_note is not null
    union all
    select
        release_id,
        table_id,
        line_number,
        reason as note,
        proven_by as identity_id
    from {{ ref('stg_release__corrections') }}
    -- What says only that it is printed so mends nothing.
    where corrected_text <> printed_text
),

mended_figures as (
    select
        mends.release_id,
        mends.table_id,
        mends.line_number,
        mends.identity_id,
        figures.figure_key
    from mends
    inner join {{ ref('int_figures') }} as figures
        on
            mends.release_id = figures.release_id
            and mends.table_id = figures.table_id
            and mends.line_number = figures.line_number
),

evaluations as (
    select
        mended_figures.release_id,
        mended_figures.table_id,
        mended_figures.line_number,
        results.status
    from mended_figures
    inner join {{ ref('int_identity_operands') }} as operands
        on
            mended_figures.release_id = operands.release_id
            and mended_figures.identity_id = operands.identity_id
            and mended_figures.figure_key = operands.figure_key
    inner join {{ ref('identity_results') }} as results
        on
            operands.release_id = results.release_id
            and operands.identity_id = results.identity_id
            and operands.subject = results.subject
    union all
    select
        mends.release_id,
        mends.table_id,
        mends.line_number,
        results.status
    from mends
    left join mended_figures
        on
            mends.release_id = mended_figures.release_id
            and mends.table_id = mended_figures.table_id
            and mends.line_number = mended_figures.line_number
    inner join {{ ref('identity_results') }} as results
        on
            mends.release_id = results.release_id
            and mends.identity_id = results.identity_id
            and mends.table_id = results.table_id
    where mended_figures.figure_key is null
),

final as (
    select
        mends.release_id,
        mends.table_id,
        mends.line_number,
        mends.note,
        mends.identity_id,
        cast(count(*) filter (
            where evaluations.status in ('exact', 'within_rounding')
        ) as integer) as holding_count,
        cast(count(*) filter (
            where evaluations.status = 'violated'
        ) as integer) as violated_count
    from mends
    left join evaluations
        on
            mends.release_id = evaluations.release_id
            and mends.table_id = evaluations.table_id
            and mends.line_number = evaluations.line_number
    group by 1, 2, 3, 4, 5
)

select * from final
