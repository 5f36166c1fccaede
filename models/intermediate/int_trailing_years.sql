-- The twelve months up to the end of a quarter, by whatever is known: the year
-- before, plus what is new of this year, less the same months of that year; or
-- adjacent periods that make up twelve months, such as four quarters. What a
-- route takes was known together and is of one basis.
{% set identity = fact_identity(without=['period_key']) + ['unit'] %}
{% set parts = figure_parts() | list %}
{% set columns = identity + carried_columns() + [
    'release_id', 'published_at', 'superseded_at', 'calendar_key',
    'period_start', 'period_end', 'value', 'low', 'high', 'decimals',
] %}
{# Which figures of the parts are which of the whole. #}
{% set of_two_periods = {
    'minuend': 'earlier.minuend_figure_key',
    'addend': 'later.minuend_figure_key',
    'subtrahend': 'earlier.subtrahend_figure_key',
    'subtrahend_2': 'later.subtrahend_figure_key',
} %}
{% set of_two_halves = {
    'minuend': 'earlier.minuend_figure_key',
    'addend': 'coalesce(earlier.addend_figure_key, later.minuend_figure_key)',
    'addend_2': 'case
        when earlier.addend_figure_key is null then later.addend_figure_key
        else later.minuend_figure_key
    end',
    'addend_3': 'case
        when earlier.addend_figure_key is not null then later.addend_figure_key
    end',
    'subtrahend': 'earlier.subtrahend_figure_key',
    'subtrahend_2': 'earlier.subtrahend_2_figure_key',
    'subtrahend_3': 'later.subtrahend_figure_key',
    'subtrahend_4': 'later.subtrahend_2_figure_key',
} %}
{% set of_three_periods = {
    'addend': 'year_before.minuend_figure_key',
    'minuend': 'to_date.minuend_figure_key',
    'addend_2': 'year_ago.subtrahend_figure_key',
    'subtrahend': 'year_ago.minuend_figure_key',
    'subtrahend_2': 'to_date.subtrahend_figure_key',
} %}
{% set three_periods = {
    'addend': 'year_before', 'minuend': 'to_date', 'subtrahend': 'year_ago',
} %}
{% set half_names = "case
            when earlier.is_printed and later.is_printed then 'two_halves'
            when earlier.is_printed or later.is_printed
                then 'half_and_two_quarters'
            else 'four_quarters'
        end" %}

with

printed as (
    select
        {{ columns | join(',\n        ') }},
        months,
        year_ago_end,
        true as is_printed,
    {%- for part in parts %}
    {{ 'figure_key' if part == 'minuend' else 'cast(null as varchar)' }}
        as {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_flows') }}
),

-- Where a printed quarter is known that is as sure, a derived one adds nothing.
quarters as (
    select
        {{ 'derived.' ~ columns | join(',\n        derived.') }},
        periods.months,
        periods.year_ago_end,
        false as is_printed,
    {%- for part in parts %}
    derived.{{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_derived_quarters') }} as derived
    inner join {{ ref('int_calendar_periods') }} as periods
        on derived.period_key = periods.period_key
    where not exists (
        select 1 from printed
        where
            {{ same('derived', 'printed',
                identity + ['period_start', 'period_end']) }}
            and printed.published_at <= derived.published_at
            and printed.high - printed.low <= derived.high - derived.low
    )
),

known as (
    {{- union_all(['printed', 'quarters']) }}
),

pieces as (
    select
        *,
        {{ add_days(-1, 'period_start') }} as day_before,
        {{ add_days(1, 'period_end') }} as next_start
    from known
),

two_quarters as (
    {{ adjacent_periods(
        'pieces', 3, 3, "'two_quarters'", of_two_periods, identity
    ) }}
),

halves as (
    {%- for half in ['pieces', 'two_quarters'] %}
    select
        {{ columns | join(',\n        ') }},
        6 as months,
        {{ 'is_printed' if half == 'pieces' else 'false as is_printed' }},
        {{ add_days(1, 'period_end') }} as next_start,
    {%- for part in parts %}
    {{ part }}_figure_key
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ half }}
    {{- '\n    where months = 6\n    union all' if not loop.last }}
    {%- endfor %}
),

two_halves as (
    {{ adjacent_periods('halves', 6, 6, half_names, of_two_halves, identity) }}
),

nine_months_and_quarter as (
    {{ adjacent_periods(
        'pieces', 9, 3, "'nine_months_and_quarter'", of_two_periods, identity
    ) }}
),

quarter_and_nine_months as (
    {{ adjacent_periods(
        'pieces', 3, 9, "'nine_months_and_quarter'", of_two_periods, identity
    ) }}
),

year_before_and_to_date as (
    select
        {{ known_with(three_periods.values()) }},
        {{ about_as(
            'to_date', add_days(1, 'year_ago.period_end'), 'to_date.period_end'
        ) }},
        {{ sum_of(three_periods) }},
        to_date.unit,
        'trailing_twelve_months' as derivation,
        {{ figures_of(three_periods, of_three_periods) }}
    from pieces as to_date
    inner join pieces as year_before
        on
            {{ same('to_date', 'year_before', identity) }}
            and to_date.day_before = year_before.period_end
            and year_before.months = 12
    inner join pieces as year_ago
        on
            {{ same('to_date', 'year_ago', identity + ['months']) }}
            and to_date.year_ago_end = year_ago.period_end
            and year_before.period_start = year_ago.period_start
    where
        to_date.months < 12
        and {{ were_known_together(three_periods.values() | list) }}
        and {{ are_of_one_basis(three_periods.values() | list) }}
),

final as (
    {{- union_all([
        'year_before_and_to_date', 'two_halves', 'nine_months_and_quarter',
        'quarter_and_nine_months',
    ]) }}
)

select * from final
