-- What has a problem of its own has no meaning yet: it is a row of
-- int_input_problems, and the identities that need it are incomplete.
with

understood_figures as (
    select
        *,
        release_id || '/' || table_id || '/' || line_number || '/'
        || column_number as figure_key,
        {{ half_unit('decimals') }} as half_unit,
        -- The sign is that of the face of the statement: prose that calls a
        -- payment "payments of JPY5,358 million" means (5,358) there.
        cast(
            case
                when is_negated and measure <> 'yoy_percent' then -value
                else value
            end as {{ figure_type() }}
        ) as face_value,
        {{ period_key('period_start', 'period_end', 'fiscal_year_end_month') }}
            as period_key
    from {{ ref('int_labelled_figures') }}
    where
        published_at is not null
        and fiscal_year_end_month is not null
        and currency is not null
        and accounting_standard is not null
        and footing_rule is not null
        and (has_heading or section <> 'table')
        and line_number is not null
        and column_number is not null
        and source_line is not null
        and printed_number is not null
        and period_type is not null
        and {{ expected_meaning() }} is null
),

-- A release may print a fact more than once. Preferred is the most precise
-- figure, and of those the one in a statement.
preferences as (
    select
        figure_number,
        row_number() over fact as preference,
        first_value(figure_key) over fact as preferred_figure_key
    from understood_figures
    window fact as (
        partition by
            release_id, period_key, line_item_key, segment_key, service_key,
            scenario_key, measure, comparison
        order by
            decimals desc, section desc, is_negated asc, table_order asc,
            line_number asc, column_number asc
    )
),

final as (
    select
        figures.figure_number,
        figures.figure_key,
        figures.release_id,
        figures.company_key,
        figures.accounting_standard,
        figures.currency,
        figures.published_at,
        figures.statement,
        figures.section,
        figures.table_id,
        figures.table_order,
        figures.footing_rule,
        figures.line_number,
        figures.column_number,
        figures.source_line,
        figures.heading,
        figures.label,
        figures.printed_text,
        figures.mend_note is not null as is_mended,
        figures.corrected_text is not null as is_corrected,
        figures.line_item_key,
        figures.segment_key,
        figures.service_key,
        figures.scenario_key,
        figures.instant,
        figures.is_negated,
        figures.measure,
        figures.comparison,
        figures.unit,
        figures.scale,
        figures.decimals,
        figures.value,
        figures.face_value,
        figures.half_unit,
        -- The figure stands for all values that round to it.
        cast(figures.face_value - figures.half_unit as decimal(24, 5)) as low,
        cast(figures.face_value + figures.half_unit as decimal(24, 5)) as high,
        figures.footing_rule = 'exact' as is_exact,
        figures.period_start,
        figures.period_end,
        figures.fiscal_year_end_month,
        figures.period_key,
        preferences.preference,
        preferences.preferred_figure_key
    from understood_figures as figures
    inner join preferences on figures.figure_number = preferences.figure_number
)

select * from final
