-- A derived fact as a sum of printed figures, each with its sign: nine months
-- less six. What is divided, as earnings per share are, is no sum.
{{ config(materialized='view') }}

with

parts as (
    {%- for part, weight in figure_parts().items() if weight is not none %}
    select
        version_number,
        {{ part }}_figure_key as figure_key,
        {{ weight }} as part_weight,
        {{ (part == 'minuend') | lower }} as is_first
    from {{ ref('int_derived_facts') }}
    where {{ part }}_figure_key is not null and divisor_figure_key is null
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        parts.version_number,
        parts.part_weight,
        parts.is_first,
        figures.figure_key,
        figures.face_value,
        figures.low,
        figures.high
    from parts
    inner join {{ ref('int_figures') }} as figures
        on parts.figure_key = figures.figure_key
)

select * from final
