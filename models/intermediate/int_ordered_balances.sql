-- Which end of its period a balance is of, where its label says that its place
-- tells: the first line of a table opens, each later one closes. It is lines
-- that are counted, for the first of a new component is blank. One alone
-- closes, for a block may begin where the one before it ends; unless it stands
-- above all that is no balance.
with

-- Few statements have such labels.
ordered_statements as (
    select distinct
        company_key,
        statement
    from {{ ref('int_label_meanings') }}
    where balance_at = 'in_order'
),

cells as (
    select
        cells.release_id,
        cells.table_id,
        cells.line_number,
        cells.column_number,
        cells.members,
        labels.line_item_key,
        labels.segment_key,
        labels.product_key,
        labels.balance_at
    from {{ ref('stg_release__cells') }} as cells
    inner join {{ ref('stg_release__releases') }} as releases
        on cells.release_id = releases.release_id
    inner join ordered_statements
        on
            releases.company_key = ordered_statements.company_key
            and cells.statement = ordered_statements.statement
    left join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            cells.release_id = printed_tables.release_id
            and cells.table_id = printed_tables.table_id
    inner join {{ ref('int_label_meanings') }} as labels
        on
            {{ is_meaning_of(
                'cells', 'printed_tables', 'releases', 'labels'
            ) }}
),

placed as (
    select
        *,
        min(line_number) over balances as first_line,
        max(line_number) over balances as last_line,
        min(case when balance_at is null then line_number end) over (
            partition by release_id, table_id
        ) as first_flow_line
    from cells
    window balances as (
        partition by
            release_id, table_id, line_item_key, segment_key, product_key,
            members, balance_at is null
    )
),

final as (
    select
        release_id,
        table_id,
        line_number,
        column_number,
        case
            when
                line_number = first_line
                and (line_number < last_line or line_number < first_flow_line)
                then 'opening'
            else 'closing'
        end as balance_at
    from placed
    where balance_at = 'in_order'
)

select * from final
