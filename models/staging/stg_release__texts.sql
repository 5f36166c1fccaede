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

units as (
    select
        lower(printed_word) as word,
        unit
    from {{ ref('units') }}
),

-- The longest word of a unit in a text is the one that it names.
named_units as (
    select
        texts.read_text,
        units.word,
        units.unit,
        row_number() over (
            partition by texts.read_text
            order by length(units.word) desc, units.word
        ) as preference
    from texts
    inner join units on position(units.word in lower(texts.cell)) > 0
),

marked_texts as (
    select
        texts.*,
        named_units.unit as named_unit,
        {{ with_unit_mark('texts.cell', 'named_units.word') }} as marked_cell
    from texts
    left join named_units
        on
            texts.read_text = named_units.read_text
            and named_units.preference = 1
),

read_texts as (
    select
        *,
        {{ is_figure('marked_cell') }} as is_figure,
        {{ is_dash('cell') }} as is_dash,
        case
            when {{ is_dash('cell') }} then ''
            when {{ is_negative('cell') }} then '-'
            else ''
        end as sign,
        {{ digits('marked_cell') }} as digits
    from marked_texts
),

final as (
    select
        read_text,
        cell,
        is_dash,
        {{ unit_in_text('cell', 'named_unit') }} as unit_in_text,
        {{ scale_in_text('cell') }} as scale_in_text,
        cast({{ fraction_digits('digits') }} as integer) as fraction_digits,
        case
            when is_figure then {{ figure_of_text('sign || digits') }}
        end as printed_number
    from read_texts
)

select * from final
