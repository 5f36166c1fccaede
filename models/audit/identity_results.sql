-- An identity says: left = right x multiplier / divisor. It holds when the
-- intervals of left x divisor and of right x multiplier have a value in common;
-- so nothing is divided to decide it. Of a source with verdicts, what may have
-- parts that the identity does not name is incomplete where it does not hold,
-- unless its sides are a scale apart: no part explains a factor of a thousand.
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
    from {{ ref('int_identity_sums') }}
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
