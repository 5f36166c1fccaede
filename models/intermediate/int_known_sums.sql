-- The sides of every evaluation of the identities that hold figures against
-- what is known of them.
with

final as (
    {{ identity_sums(ref('int_known_operands')) }}
)

select * from final
