-- The figures that their own release contradicts.
with

final as (
    {{ contradictions(ref('int_printed_evaluations')) }}
)

select * from final
