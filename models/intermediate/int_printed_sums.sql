-- The sides of every evaluation of the identities within one release.
with

final as (
    {{ identity_sums(ref('int_printed_operands')) }}
)

select * from final
