{#
  The sides of every evaluation of an identity as intervals: the sum of the
  intervals of its operands. A factor that the identity does not have is 1. A
  whole query.

  Args:
    operands: the relation of the operands.
#}
{% macro identity_sums(operands) -%}
    {%- set sides = ['left', 'right', 'multiplier', 'divisor'] -%}
    {#- A value has the decimals of a figure, an end of an interval one more. A
        cast to fewer would cost more than the sums themselves. -#}
    {%- set bounds = {'value': 6, 'low': 7, 'high': 7} -%}
    with

    identities as (
        select
            identity_id,
            kind,
            scope,
            relation,
            {%- for side in sides %}
            cast(coalesce(sum(weight) filter (
                where side = '{{ side }}' and measure = 'constant'
            ), 0) as integer) as {{ side }}_constant,
            -- The sum of no figures is 0 only where the identity has none.
            case
                when count(*) filter (
                    where side = '{{ side }}' and measure <> 'constant'
                ) = 0 then 0
            end as {{ side }}_of_nothing,
            {%- endfor %}
            count(*) filter (where is_required) as required_count,
            count(*) filter (where side = 'multiplier') > 0 as has_multiplier,
            count(*) filter (where side = 'divisor') > 0 as has_divisor
        from {{ ref('stg_reference__identity_terms') }}
        group by 1, 2, 3, 4
    ),

    sums as (
        select
            identity_id,
            release_id,
            subject,
            max(table_id) as table_id,
            max(column_number) as column_number,
            {%- for side in sides %}
            sum(weight * value) filter (where side = '{{ side }}')
                as {{ side }}_value,
            sum(weight * case when weight > 0 then low else high end)
            filter (where side = '{{ side }}') as {{ side }}_low,
            sum(weight * case when weight > 0 then high else low end)
            filter (where side = '{{ side }}') as {{ side }}_high,
            {%- endfor %}
            -- Opening balances stand in the column of the period that they open.
            max(period_key) filter (where side = 'left') as period_key,
            count(*) filter (where is_required) as found_count,
            max(required_count) as required_count,
            bool_or(is_begun) as is_begun,
            bool_and(is_exact) as is_exact
        from {{ operands }}
        group by 1, 2, 3
    ),

    evaluations as (
        select
            sums.*,
            identities.kind,
            identities.scope,
            identities.relation,
            {%- for side in sides %}
            identities.{{ side }}_constant,
            identities.{{ side }}_of_nothing,
            {%- endfor %}
            identities.has_multiplier,
            identities.has_divisor,
            sums.found_count
            = coalesce(sums.required_count, identities.required_count)
                as is_complete,
            -- Among figures that their issuer foots exactly nothing is rounded.
            sums.is_exact
            and not identities.has_multiplier
            and not identities.has_divisor as is_unrounded
        from sums
        inner join identities on sums.identity_id = identities.identity_id
    ),

    final as (
        select
            identity_id,
            kind,
            scope,
            relation,
            release_id,
            subject,
            table_id,
            column_number,
            period_key,
            is_complete,
            is_exact,
            has_multiplier,
            has_divisor,
            {%- for side in ['left', 'right'] %}
            {%- for bound, scale in bounds.items() %}
            cast(
                coalesce(
                    {%- if bound == 'value' %}
                    {{ side }}_value,
                    {%- else %}
                    case
                        when is_unrounded
                            then cast({{ side }}_value as decimal(38, {{ scale }}))
                        else {{ side }}_{{ bound }}
                    end,
                    {%- endif %}
                    {{ side }}_of_nothing
                ) + {{ side }}_constant as decimal(38, {{ scale }})
            ) as {{ side }}_{{ bound }},
            {%- endfor %}
            {%- endfor %}
            {%- for factor in ['multiplier', 'divisor'] %}
            {%- for bound, scale in bounds.items() %}
            cast(
                case
                    when has_{{ factor }}
                        then {{ factor }}_{{ bound }} + {{ factor }}_constant
                    else 1
                end as decimal(38, {{ scale }})
            ) as {{ factor }}_{{ bound }},
            {%- endfor %}
            {%- endfor %}
            left_constant
        from evaluations
        where is_begun or is_complete
    )

    select * from final
{%- endmacro %}

{#
  What the sums of the sides say. An identity says: left = right x multiplier /
  divisor. It holds when the intervals of left x divisor and of right x multiplier
  have a value in common; so nothing is divided to decide it. Of a source with
  verdicts, what may have parts that the identity does not name is incomplete
  where it does not hold, unless its sides are a scale apart: no part explains a
  factor of a thousand. A whole query.

  Args:
    sums: the relation of the sums, as identity_sums gives them.
#}
{% macro identity_results(sums) -%}
    with

    products as (
        select
            *,
            case
                when has_divisor then left_value * divisor_value else left_value
            end
                as left_product,
            case
                when has_multiplier then right_value * multiplier_value
                else right_value
            end as right_product,
            {{ product_end('least', 'right', 'multiplier') }} as right_product_low,
            {{ product_end('greatest', 'right', 'multiplier') }}
                as right_product_high,
            {{ intervals_meet() }} as is_met
        from {{ sums }}
    ),

    quotients as (
        select
            *,
            {%- for bound, divisor in {
                'value': 'divisor_value',
                'low': 'case when right_product_low < 0 then divisor_low
                    else divisor_high end',
                'high': 'case when right_product_high < 0 then divisor_high
                    else divisor_low end',
            }.items() %}
        {%- set product = 'right_product' ~ ('_' ~ bound if bound != 'value') %}
        {%- set scale = 6 if bound == 'value' else 7 %}
        case
            when has_divisor then {{ quotient(product, divisor) }}
            when has_multiplier
                then cast({{ product }} as decimal(26, {{ scale }}))
            else cast(right_{{ bound }} as decimal(26, {{ scale }}))
        end as quotient_{{ bound }}
        {{- ',' if not loop.last }}
        {%- endfor %}
        from products
    ),

    compared as (
        select
            *,
            left_value - quotient_value as difference,
            case
                when not is_complete or left_value is null or right_product is null
                    then 'missing_part'
                when divisor_low is null then 'missing_part'
                when divisor_low <= 0 then 'not_meaningful'
            end as incomplete_reason
        from quotients
    ),

    judged as (
        select
            compared.*,
            identities.may_have_other_parts = 'true'
            and not releases.has_to_be_sound
            and abs(compared.left_value) < 500 * abs(compared.quotient_value)
            and abs(compared.quotient_value) < 500 * abs(compared.left_value)
                as may_have_other_parts,
            case
                when compared.incomplete_reason is not null then 'incomplete'
                when compared.left_product = compared.right_product then 'exact'
                when compared.is_met and compared.relation = 'at_most' then 'exact'
                when compared.is_met then 'within_rounding'
                -- A target may be replaced by another one without a signature.
                when compared.scope = 'target' then 'excepted'
                when
                    cast(compared.difference as {{ figure_type() }})
                    = exceptions.difference
                    then 'excepted'
                else 'violated'
            end as found_status
        from compared
        inner join {{ ref('identities') }} as identities
            on compared.identity_id = identities.identity_id
        inner join {{ ref('stg_release__releases') }} as releases
            on compared.release_id = releases.release_id
        left join {{ ref('stg_release__listed_exceptions') }} as exceptions
            on
                compared.identity_id = exceptions.identity_id
                and compared.release_id = exceptions.release_id
                and compared.subject = exceptions.subject
    ),

    final as (
        select
            identity_id,
            kind,
            release_id,
            subject,
            table_id,
            column_number,
            period_key,
            cast(
                left_value - left_constant as {{ figure_type() }}
            )
                as left_value,
            cast(
                quotient_value - left_constant
                as {{ figure_type() }}
            ) as right_value,
            cast(difference as {{ figure_type() }}) as difference,
            cast(
                case
                    when difference >= 0
                        then
                            left_value - left_low
                            + quotient_high - quotient_value
                    else
                        left_high - left_value
                        + quotient_value - quotient_low
                end as decimal(26, 7)
            ) as tolerance,
            case
                when found_status = 'violated' and may_have_other_parts
                    then 'incomplete'
                else found_status
            end as status,
            case
                when found_status = 'violated' and may_have_other_parts
                    then 'other_part'
                else incomplete_reason
            end as incomplete_reason
        from judged
    )

    select * from final
{%- endmacro %}

{#
  What would notice an error of one unit in the last printed place of a figure: an
  evaluation notices when its two sides, one of them moved by that much, have no
  value in common any more. A listed exception notices everything, for it is
  pinned to the last unit. A whole query: a row a figure and evaluation, which
  may be one of another release.

  Args:
    operands, sums, results: the relations of the operands, of their sums and of
      what these say.
#}
{% macro noticed_errors(operands, sums, results) -%}
    {%- set sides = ['left', 'right', 'multiplier', 'divisor'] -%}
    {%- set directions = {'increase': '+', 'decrease': '-'} -%}
    with

    figures as (
        select * from {{ ref('int_placed_figures') }}
        where is_understood
    ),

    operands as (
        select
            identity_id,
            release_id,
            subject,
            figure_key,
            side,
            growth_figure_key is null as is_printed,
            weight
        from {{ operands }}
        union all
        -- A growth touches the identities of the amount that it implies.
        select
            identity_id,
            release_id,
            subject,
            growth_figure_key as figure_key,
            side,
            false as is_printed,
            weight
        from {{ operands }}
        where growth_figure_key is not null
    ),

    errors as (
        select
            operands.*,
            operands.weight * 2 * figures.half_unit as error
        from operands
        inner join figures on operands.figure_key = figures.figure_key
    ),

    moved_sides as (
        select
            errors.identity_id,
            errors.release_id,
            errors.figure_key,
            errors.is_printed,
            results.status,
            sums.scope,
            sums.relation,
            sums.has_multiplier,
            sums.has_divisor,
            {%- for direction, sign in directions.items() %}
            {%- for side in sides %}
            {%- for bound in ['low', 'high'] %}
            sums.{{ side }}_{{ bound }} {{ sign }} case
                when errors.side = '{{ side }}' then errors.error else 0
            end as {{ direction }}_{{ side }}_{{ bound }},
            {%- endfor %}
            {%- endfor %}
            {%- endfor %}
            errors.subject
        from errors
        inner join {{ sums }} as sums
            on
                errors.release_id = sums.release_id
                and errors.identity_id = sums.identity_id
                and errors.subject = sums.subject
        inner join {{ results }} as results
            on
                errors.release_id = results.release_id
                and errors.identity_id = results.identity_id
                and errors.subject = results.subject
    ),

    -- A figure may stand on both sides of an evaluation, which counts once.
    evaluations as (
        select
            figure_key,
            identity_id,
            release_id,
            subject,
            bool_or(status = 'violated') as is_violated,
        {%- for direction in directions %}
        bool_or(
            is_printed
            -- A target may be replaced by any other.
            and coalesce(scope, '') <> 'target'
            and case status
                when 'incomplete' then false
                when 'violated' then false
                when 'excepted' then true
                else not ({{ intervals_meet(direction ~ '_') }})
            end
        ) as is_{{ direction }}_noticed
        {{- ',' if not loop.last }}
        {%- endfor %}
        from moved_sides
        group by 1, 2, 3, 4
    )

    select * from evaluations
{%- endmacro %}

{#
  Of a violated evaluation those figures are contradicted that no other one holds;
  where each of them is held, all are. A whole query: a row a figure.

  Args:
    evaluations: the relation of the evaluations, as noticed_errors gives them.
#}
{% macro contradictions(evaluations) -%}
    with

    violated as (
        select * from {{ evaluations }}
        where is_violated
    ),

    held_figures as (
        select figure_key
        from {{ evaluations }}
        where figure_key in (select violated.figure_key from violated)
        group by 1
        having bool_or(is_increase_noticed) and bool_or(is_decrease_noticed)
    ),

    suspects as (
        select
            violated.figure_key,
            violated.identity_id,
            held_figures.figure_key is not null as is_held,
            bool_and(held_figures.figure_key is not null) over (
                partition by
                    violated.release_id, violated.identity_id,
                    violated.subject
            ) as are_all_held
        from violated
        left join held_figures
            on violated.figure_key = held_figures.figure_key
    ),

    contradictions as (
        select
            figure_key,
            {{ sorted_list('identity_id') }} as contradicted_by
        from (
            select
                figure_key,
                identity_id
            from suspects
            where are_all_held or not is_held
            group by 1, 2
        ) as contradicted
        group by 1
    )

    select * from contradictions
{%- endmacro %}
