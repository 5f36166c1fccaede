-- The concepts of the new line items, in the columns of concepts.csv: those
-- that the chart has no line item for. Where it has, the other line has no
-- concept.
with

final as (
    select
        meanings.concept,
        meanings.line_item_key,
        cast(null as varchar) as axis,
        cast(null as varchar) as member_key
    from meanings
    left join chart
        on
            meanings.concept = chart.concept
            and (
                meanings.statement = chart.statement
                or chart.statement <> 'cash_flow'
            )
    where meanings.is_new and chart.concept is null
    group by 1, 2
)

select * from final
