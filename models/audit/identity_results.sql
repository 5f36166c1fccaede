-- An identity says: left = right x multiplier / divisor. It holds when the
-- intervals of left x divisor and of right x multiplier have a value in common;
-- so nothing is divided to decide it.
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

final as (
    select
        compared.identity_id,
        compared.kind,
        compared.release_id,
        compared.subject,
        compared.table_id,
        compared.column_number,
        compared.period_key,
        cast(
            compared.left_value - compared.left_constant as {{ figure_type() }}
        )
            as left_value,
        cast(
            compared.quotient_value - compared.left_constant
            as {{ figure_type() }}
        ) as right_value,
        cast(compared.difference as {{ figure_type() }}) as difference,
        cast(
            case
                when compared.difference >= 0
                    then
                        compared.left_value - compared.left_low
                        + compared.quotient_high - compared.quotient_value
                else
                    compared.left_high - compared.left_value
                    + compared.quotient_value - compared.quotient_low
            end as decimal(26, 7)
        ) as tolerance,
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
        end as status,
        compared.incomplete_reason
    from compared
    left join {{ ref('stg_release__listed_exceptions') }} as exceptions
        on
            compared.identity_id = exceptions.identity_id
            and compared.release_id = exceptions.release_id
            and compared.subject = exceptions.subject
)

select * from final
