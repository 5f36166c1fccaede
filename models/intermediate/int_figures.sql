-- What has a problem of its own has no meaning yet: it is a row of
-- int_input_problems, and the identities that need it are incomplete. Nor has
-- a dash that is no number, and what is held apart is in the atom alone.
{{ config(materialized='view') }}

with

final as (
    select
        figure_number,
        figure_key,
        release_id,
        company_key,
        accounting_standard,
        currency,
        published_at,
        statement,
        section,
        table_id,
        line_number,
        column_number,
        source_line,
        heading,
        label,
        printed_text,
        is_mended,
        is_corrected,
        line_item_key,
        segment_key,
        product_key,
        scenario_key,
        balance_at,
        is_negated,
        measure,
        comparison,
        unit,
        scale,
        decimals,
        value,
        face_value,
        low,
        high,
        is_exact,
        period_start,
        period_end,
        calendar_key,
        period_key,
        preference,
        preferred_figure_number
    from {{ ref('int_placed_figures') }}
    where is_understood and missing_reason is null and held_apart is null
)

select * from final
