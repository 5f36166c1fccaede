-- What would notice an error of one unit in a figure within its release.
with

final as (
    {{ noticed_errors(
        ref('int_printed_operands'),
        ref('int_printed_sums'),
        ref('int_printed_results')
    ) }}
)

select * from final
