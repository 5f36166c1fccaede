-- Figures that are another one of the same fact times a power of ten, as far as
-- rounding shows: the digits are right and the scale is not. A later release
-- against what was known, and one release against itself. Figures of one or two
-- digits are no evidence, and a listed split explains what counts on shares.
with

figures as (
    select
        *,
        least(abs(low), abs(high)) as size_low,
        greatest(abs(low), abs(high)) as size_high,
        (high - low) * 100 <= abs(face_value) as is_telling
    from {{ ref('int_figures') }}
    where measure = 'amount'
),

compared as (
    select
        figure_number,
        compared_figure_number as other_figure_number,
        'agree_between_vintages' as identity_id
    from {{ ref('int_vintages') }}
    where is_restated
    union all
    select
        figure_number,
        preferred_figure_number as other_figure_number,
        'agree_reported_twice' as identity_id
    from figures
    where preference > 1
),

pairs as (
    select
        figures.*,
        compared.identity_id,
        {{ cell_address('figures') }} as subject,
        others.release_id as other_release_id,
        others.printed_text as other_printed_text,
        others.face_value as other_value,
        others.published_at as other_published_at,
        figures.face_value - others.face_value as difference,
        case
            {%- for exponent in range(1, 13) %}
            {%- set power = '1' ~ '0' * exponent %}
            {%- for smaller, larger in [
                ('others', 'figures'), ('figures', 'others'),
            ] %}
            when
                {{ smaller }}.size_low * {{ power }} <= {{ larger }}.size_high
                and {{ smaller }}.size_high * {{ power }}
                >= {{ larger }}.size_low
                then
                    '{{ power }} times {{
                        'less' if larger == 'others' else 'more'
                    }}'
            {%- endfor %}
            {%- endfor %}
        end as factor
    from compared
    inner join figures on compared.figure_number = figures.figure_number
    inner join figures as others
        on compared.other_figure_number = others.figure_number
    where
        figures.is_telling
        and others.is_telling
        -- No equality, which DuckDB would join all figures by.
        and case
            when figures.face_value > 0 then others.face_value > 0
            else others.face_value <= 0
        end
),

wrong_scales as (
    select
        {{ input_problem(
            'wrong_scale',
            "'the scale of ' || pairs.other_release_id || ', which prints '
            || pairs.other_printed_text || ' and means '
            || " ~ plain_number('pairs.other_value') ~ "
            || ': this means ' || " ~ plain_number('pairs.face_value') ~ "
            || ', ' || pairs.factor",
            'correct the scale in column_headings.csv, here or there; if both are '
            ~ 'right, add a row to exceptions.csv: ',
            proposal="pairs.release_id || ',exception,' || pairs.identity_id
            || ',' || pairs.subject || ','
            || " ~ plain_number('pairs.difference') ~ "
            || ',,,, with a reason and its evidence'",
            figure='pairs.printed_text', relation='pairs',
        ) }}
    from pairs
    left join {{ ref('stg_release__listed_exceptions') }} as listed
        on
            pairs.release_id = listed.release_id
            and pairs.subject = listed.subject
            and pairs.difference = listed.difference
    left join {{ ref('stg_reference__splits') }} as splits
        on
            pairs.company_key = splits.company_key
            and splits.effective_date > cast(pairs.other_published_at as date)
            and splits.effective_date <= cast(pairs.published_at as date)
            and (
                {{ is_per_share('pairs.unit') }}
                or {{ is_share_count('pairs.unit') }}
            )
    where
        pairs.factor is not null
        and listed.release_id is null
        and splits.company_key is null
),

final as (
    {{- union_all(['wrong_scales']) }}
)

select * from final
