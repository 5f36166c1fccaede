-- Every printed figure with what it means, sound or not, and its rank among the
-- figures of the same fact.
{% set fact = [
    'release_id', 'period_key', 'line_item_key', 'segment_key', 'service_key',
    'scenario_key', 'measured',
] %}

with

-- A number is compared many times as fast as an address. It is for this build.
meanings as (
    select
        *,
        row_number() over () as figure_number,
        release_id || '/' || table_id || '/' || line_number || '/'
        || column_number as figure_key,
        measure || '/' || coalesce(comparison, '') as measured,
        {{ half_unit('decimals') }} as half_unit,
        -- The sign is that of the face of the statement: prose that calls a
        -- payment "payments of JPY5,358 million" means (5,358) there.
        cast(
            case
                when is_negated and measure <> 'yoy_percent' then -value
                else value
            end as {{ figure_type() }}
        ) as face_value,
        {{ period_key('period_start', 'period_end', 'calendar_key') }}
            as period_key,
        {{ expected_meaning() }} as expected_meaning
    from {{ ref('int_labelled_figures') }}
),

judged as (
    select
        *,
        published_at is not null
        and calendar_key is not null
        and currency is not null
        and accounting_standard is not null
        and footing_rule is not null
        and (has_heading or section <> 'table')
        and line_number is not null
        and column_number is not null
        and source_line is not null
        and printed_number is not null
        and period_type is not null
        and expected_meaning is null as is_understood
    from meanings
),

repeated_facts as (
    select
        {{ fact | join(',\n        ') }},
        min(figure_number) as fact_number
    from judged
    where is_understood
    group by {{ fact | join(', ') }}
    having count(*) > 1
),

-- A release may print a fact more than once. Preferred is the most precise
-- figure, and of those the one in a statement.
preferences as (
    select
        judged.figure_number,
        row_number() over fact as preference,
        first_value(judged.figure_number) over fact as preferred_figure_number
    from judged
    inner join repeated_facts
        on
            {{ same('judged', 'repeated_facts', fact) }}
    where judged.is_understood
    window fact as (
        partition by repeated_facts.fact_number
        order by
            judged.decimals desc, judged.section desc, judged.is_negated asc,
            judged.table_order asc, judged.line_number asc,
            judged.column_number asc
    )
),

final as (
    select
        judged.figure_number,
        judged.figure_key,
        judged.is_understood,
        judged.expected_meaning,
        judged.release_id,
        judged.company_key,
        judged.accounting_standard,
        judged.currency,
        judged.published_at,
        judged.statement,
        judged.section,
        judged.table_id,
        judged.has_heading,
        judged.line_number,
        judged.column_number,
        judged.source_line,
        judged.heading,
        judged.label,
        judged.label_letters,
        judged.printed_text,
        judged.mend_note is not null as is_mended,
        judged.corrected_text is not null as is_corrected,
        judged.line_item_key,
        judged.segment_key,
        judged.service_key,
        judged.scenario_key,
        judged.period_type,
        judged.instant,
        judged.is_negated,
        judged.measure,
        judged.comparison,
        judged.stated_start,
        judged.stated_end,
        judged.stated_unit,
        judged.unit,
        judged.scale,
        judged.decimals,
        judged.printed_number,
        judged.value,
        judged.face_value,
        judged.half_unit,
        -- The figure stands for all values that round to it.
        cast(judged.face_value - judged.half_unit as decimal(24, 5)) as low,
        cast(judged.face_value + judged.half_unit as decimal(24, 5)) as high,
        judged.footing_rule = 'exact' as is_exact,
        judged.period_start,
        judged.period_end,
        judged.calendar_key,
        judged.period_key,
        coalesce(preferences.preference, 1) as preference,
        coalesce(preferences.preferred_figure_number, judged.figure_number)
            as preferred_figure_number
    from judged
    left join preferences
        on judged.figure_number = preferences.figure_number
)

select * from final
