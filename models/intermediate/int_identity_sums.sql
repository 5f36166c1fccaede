-- The sides of every evaluation of an identity as intervals: the sum of the
-- intervals of its operands. A factor that the identity does not have is 1.
{% set sides = ['left', 'right', 'multiplier', 'divisor'] %}
-- A value has the decimals of a figure, an end of an interval one more. A cast
-- to fewer would cost more than the sums themselves.
{% set bounds = {'value': 6, 'low': 7, 'high': 7} %}

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
    from {{ ref('int_identity_operands') }}
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
