-- What there is to read, the short list that one begins with first.
with

final as (
    {{ contents() }}
)

select * from final
order by place nulls last, relation
