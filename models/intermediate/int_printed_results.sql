-- What the identities within one release say.
with

final as (
    {{ identity_results(ref('int_printed_sums')) }}
)

select * from final
