-- The sides of every evaluation of an identity as intervals: the sum of the
-- intervals of its operands. A side that the identity does not have is 1.
{% set sides = ['left', 'right', 'multiplier', 'divisor'] %}

with

identities as (
    select
        identity_id,
        kind,
        scope,
        relation,
        count(*) filter (where is_required) as required_count,
        {%- for side in sides %}
        coalesce(sum(weight) filter (
            where side = '{{ side }}' and measure = 'constant'
        ), 0) as {{ side }}_constant,
        {%- endfor %}
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
        -- Opening balances stand in the column of the period that they open.
        max(period_key) filter (where side = 'left') as period_key,
        count(*) filter (where is_required) as found_count,
        bool_or(is_begun) as is_begun,
        bool_and(is_exact) as is_exact,
        {%- for side in sides %}
        sum(weight * value) filter (where side = '{{ side }}')
            as {{ side }}_value,
        sum(weight * case when weight > 0 then low else high end)
            filter (where side = '{{ side }}') as {{ side }}_low,
        sum(weight * case when weight > 0 then high else low end)
            filter (where side = '{{ side }}') as {{ side }}_high
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_identity_operands') }}
    group by 1, 2, 3
),

final as (
    select
        sums.identity_id,
        identities.kind,
        identities.relation,
        sums.release_id,
        sums.subject,
        sums.table_id,
        sums.column_number,
        sums.period_key,
        sums.found_count = identities.required_count as is_complete,
        identities.has_divisor,
        identities.left_constant,
        {%- for side in sides %}
        {%- for bound in ['value', 'low', 'high'] %}
        cast(
            {%- if side in ('multiplier', 'divisor') %}
            case
                when not identities.has_{{ side }} then 1
                else {{ side }}_{{ bound }} + {{ side }}_constant
            end
            {%- else %}
            -- Among figures that their issuer foots exactly nothing is rounded.
            case
                when
                    sums.is_exact
                    and not identities.has_multiplier
                    and not identities.has_divisor
                    then {{ side }}_value
                else {{ side }}_{{ bound }}
            end + {{ side }}_constant
            {%- endif %} as decimal(38, 6)
        ) as {{ side }}_{{ bound }}
        {{- ',' if not (loop.last and side == 'divisor') }}
        {%- endfor %}
        {%- endfor %}
    from sums
    inner join identities on sums.identity_id = identities.identity_id
    where sums.is_begun or sums.found_count = identities.required_count
)

select * from final
