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

words as (
    select
        unit_words.printed_word,
        unit_words.unit,
        currencies.currency
    from {{ ref('unit_words') }} as unit_words
    left join {{ ref('currencies') }} as currencies
        on unit_words.unit = currencies.currency
    union all
    select
        currency as printed_word,
        currency as unit,
        currency
    from {{ ref('currencies') }}
),

-- Most cells are digits alone: they name nothing.
worded_texts as (
    select
        read_text,
        {{ without_marks('cell') }} as unmarked_cell
    from texts
    where {{ matches('cell', '[^-0-9., ()]') }}
),

-- The longest word of a unit in a text is the one that it names.
named_units as (
    select
        texts.read_text,
        words.unit,
        {{ with_mark(
            'texts.unmarked_cell', 'words.printed_word', unit_mark()
        ) }} as marked_cell,
        row_number() over (
            partition by texts.read_text
            order by length(words.printed_word) desc, words.printed_word
        ) as preference
    from worded_texts as texts
    inner join words
        on
            words.currency is null
            and position(
                lower(words.printed_word) in lower(texts.unmarked_cell)
            ) > 0
),

unit_texts as (
    select
        texts.read_text,
        units.unit,
        coalesce(units.marked_cell, texts.unmarked_cell) as marked_cell
    from worded_texts as texts
    left join named_units as units
        on texts.read_text = units.read_text and units.preference = 1
),

-- The codes of currencies are in capital letters: other words contain them.
named_currencies as (
    select
        texts.read_text,
        words.printed_word,
        words.currency,
        {{ with_mark(
            'texts.marked_cell', 'words.printed_word', currency_mark()
        ) }} as marked_cell,
        row_number() over (
            partition by texts.read_text
            order by length(words.printed_word) desc, words.printed_word
        ) as preference
    from unit_texts as texts
    inner join words
        on
            words.currency is not null
            and position(words.printed_word in texts.marked_cell) > 0
),

marked_texts as (
    select
        texts.read_text,
        texts.cell,
        units.unit as named_unit,
        currencies.currency,
        currencies.printed_word as currency_word,
        lower(coalesce(currencies.marked_cell, units.marked_cell, texts.cell))
            as marked_cell
    from texts
    left join unit_texts as units on texts.read_text = units.read_text
    left join named_currencies as currencies
        on
            texts.read_text = currencies.read_text
            and currencies.preference = 1
),

-- The longest word beside the number that says a rise, a fall or a limit.
named_signs as (
    select
        texts.read_text,
        words.sign,
        {{ without_word(
            'texts.marked_cell', 'words.printed_word', 'words.place'
        ) }} as plain_cell,
        row_number() over (
            partition by texts.read_text
            order by length(words.printed_word) desc, words.place
        ) as preference
    from marked_texts as texts
    inner join {{ ref('sign_words') }} as words
        on {{ has_word(
            'texts.marked_cell', 'words.printed_word', 'words.place'
        ) }}
    where {{ matches('texts.marked_cell', '[a-z].*[0-9]|[0-9].*[a-z]') }}
),

signed_texts as (
    select
        texts.*,
        coalesce(signs.plain_cell, texts.marked_cell) as plain_cell,
        coalesce(signs.sign = '-1', false) as says_a_fall
    from marked_texts as texts
    left join named_signs as signs
        on texts.read_text = signs.read_text and signs.preference = 1
),

read_texts as (
    select
        *,
        {{ is_figure('plain_cell') }}
        and (
            currency is null
            or coalesce(named_unit, 'currency') like 'currency%'
        ) as is_figure,
        {{ is_dash('cell') }} as is_dash,
        {{ is_not_given('marked_cell') }} as is_not_given,
        case
            when {{ is_dash('cell') }} then ''
            when says_a_fall or {{ is_negative('plain_cell') }} then '-'
            else ''
        end as sign,
        {{ digits('plain_cell') }} as digits
    from signed_texts
),

final as (
    select
        read_text,
        cell,
        is_dash,
        is_not_given,
        coalesce(named_unit, case when currency is not null then 'currency' end)
            as unit_in_text,
        currency as currency_in_text,
        currency_word,
        {{ scale_in_text('marked_cell') }} as scale_in_text,
        cast({{ fraction_digits('digits') }} as integer) as fraction_digits,
        case
            when is_not_given then 0
            when is_figure then {{ figure_of_text('sign || digits') }}
        end as printed_number
    from read_texts
)

select * from final
