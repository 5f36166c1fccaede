-- Every problem of the raw rows at once, each with where it stands, what was
-- expected there and what to do. Only an empty table lets a build go on.
with

final as (
    {{- union_all([
        ref('int_calendar_problems'),
        ref('int_label_problems'),
        ref('int_line_problems'),
        ref('int_table_problems'),
        ref('int_scale_problems'),
        ref('int_release_problems'),
    ]) }}
)

select * from final
