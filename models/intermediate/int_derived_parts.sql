-- A derived fact as a sum of printed figures, each with its sign: nine months
-- less six. What is divided, as earnings per share are, is no sum. What a fact
-- takes twice, once to add and once to subtract, is no part of it.
{{ config(materialized='view') }}

with

named as (
    {%- for part, weight in figure_parts().items() if weight is not none %}
    select
        version_number,
        {{ part }}_figure_key as figure_key,
        {{ weight }} as weight,
        {{ 1 if part == 'minuend' else 2 }} as place
    from {{ ref('int_derived_facts') }}
    where {{ part }}_figure_key is not null and divisor_figure_key is null
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

parts as (
    select
        version_number,
        figure_key,
        cast(sum(weight) as integer) as part_weight,
        row_number() over (
            partition by version_number order by min(place), figure_key
        ) = 1 as is_first
    from named
    group by version_number, figure_key
    having sum(weight) <> 0
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
