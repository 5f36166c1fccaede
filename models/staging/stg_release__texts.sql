-- Every text that stands in a cell, read once however often it is printed.
with

texts as (
    select
        read_text,
        {{ clean_cell('read_text') }} as cell
    from {{ ref('stg_release__cells') }}
    where read_text is not null
    group by 1
),

read_texts as (
    select
        *,
        {{ is_figure('cell') }} as is_figure,
        {{ is_dash('cell') }} as is_dash,
        case
            when {{ is_dash('cell') }} then ''
            when {{ is_negative('cell') }} then '-'
            else ''
        end as sign,
        {{ digits('cell') }} as digits
    from texts
),

final as (
    select
        read_text,
        cell,
        is_dash,
        {{ unit_in_text('cell') }} as unit_in_text,
        {{ scale_in_text('cell') }} as scale_in_text,
        cast({{ fraction_digits('digits') }} as integer) as fraction_digits,
        case
            when is_figure then {{ figure_of_text('sign || digits') }}
        end as printed_number
    from read_texts
)

select * from final
