with

required_terms as (
    select
        identity_id,
        count(*) as required_count
    from {{ ref('identity_terms') }}
    where is_required = 'true'
    group by 1
),

evaluated_sums as (
    select
        identity_id,
        release_id,
        subject,
        table_id,
        column_number,
        -- Opening balances stand in the column of the period that they open.
        max(period_key) filter (where side = 'left') as period_key,
        sum(weight * value) filter (where side = 'left') as left_value,
        sum(weight * value) filter (where side = 'right') as right_value,
        sum(abs(weight) * half_unit) as tolerance,
        count(*) filter (where is_required) as found_count
    from {{ ref('int_identity_terms') }}
    group by 1, 2, 3, 4, 5
    -- Balances at the ends of a period say nothing without what lies between.
    having count(*) filter (where is_required and instant is null) > 0
),

evaluations as (
    select
        evaluated_sums.identity_id,
        evaluated_sums.release_id,
        evaluated_sums.subject,
        evaluated_sums.table_id,
        evaluated_sums.column_number,
        evaluated_sums.period_key,
        evaluated_sums.left_value,
        evaluated_sums.right_value,
        evaluated_sums.tolerance,
        evaluated_sums.found_count = required_terms.required_count
            as is_complete
    from evaluated_sums
    inner join required_terms
        on evaluated_sums.identity_id = required_terms.identity_id
    union all
    select
        *,
        true as is_complete
    from {{ ref('int_agreements') }}
),

compared as (
    select
        *,
        left_value - right_value as difference
    from evaluations
),

final as (
    select
        compared.identity_id,
        identities.kind,
        compared.release_id,
        compared.subject,
        compared.table_id,
        compared.column_number,
        compared.period_key,
        cast(compared.left_value as {{ figure_type() }}) as left_value,
        cast(compared.right_value as {{ figure_type() }}) as right_value,
        cast(compared.difference as {{ figure_type() }}) as difference,
        cast(compared.tolerance as decimal(24, 5)) as tolerance,
        case
            when not compared.is_complete or compared.difference is null
                then 'incomplete'
            when compared.difference = 0 then 'exact'
            when abs(compared.difference) <= compared.tolerance
                then 'within_rounding'
            when
                compared.difference
                = cast(exceptions.difference as {{ figure_type() }})
                then 'excepted'
            else 'violated'
        end as status
    from compared
    left join {{ ref('identities') }} as identities
        on compared.identity_id = identities.identity_id
    left join {{ ref('listed_exceptions') }} as exceptions
        on
            compared.identity_id = exceptions.identity_id
            and compared.release_id = exceptions.release_id
            and compared.subject = exceptions.subject
)

select * from final
