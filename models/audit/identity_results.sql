-- What the identities say: those within one release, and those that hold
-- figures against what is known of them.
with

known_results as (
    {{ identity_results(ref('int_known_sums')) }}
),

final as (
    {{- union_all([ref('int_printed_results'), 'known_results']) }}
)

select * from final
