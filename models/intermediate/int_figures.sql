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

final as (
    select
        figure_key,
        release_id,
        company_key,
        accounting_standard,
        currency,
        published_at,
        statement,
        section,
        table_id,
        table_order,
        footing_rule,
        line_number,
        column_number,
        source_line,
        heading,
        label,
        printed_text,
        mend_note is not null as is_mended,
        corrected_text is not null as is_corrected,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        instant,
        is_negated,
        measure,
        comparison,
        unit,
        scale,
        decimals,
        value,
        face_value,
        half_unit,
        -- The figure stands for all values that round to it.
        cast(face_value - half_unit as decimal(24, 5)) as low,
        cast(face_value + half_unit as decimal(24, 5)) as high,
        footing_rule = 'exact' as is_exact,
        period_start,
        period_end,
        fiscal_year_end_month,
        period_key,
        row_number() over fact as preference,
        first_value(figure_key) over fact as preferred_figure_key
    from understood_figures
    -- A release may print a fact more than once. Preferred is the most precise
    -- figure, and of those the one in a statement.
    window fact as (
        partition by
            release_id, period_key, line_item_key, segment_key, service_key,
            scenario_key, measure, comparison
        order by
            decimals desc, section desc, is_negated asc, table_order asc,
            line_number asc, column_number asc
    )
)

select * from final
