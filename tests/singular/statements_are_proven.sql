-- Every amount column of a statement that its issuer foots exactly has an
-- identity that holds exactly, so that no identity can quietly go away.
-- Fails with every column that has none.
with

proven_statements as (
    select statement from {{ ref('identities') }}
    where kind = 'footing' and statement is not null
    group by 1
)

select
    figures.release_id,
    figures.table_id,
    figures.column_number
from {{ ref('int_figures') }} as figures
inner join proven_statements
    on figures.statement = proven_statements.statement
left join {{ ref('identity_results') }} as results
    on
        figures.release_id = results.release_id
        and figures.table_id = results.table_id
        and figures.column_number = results.column_number
        and results.kind = 'footing'
        and results.status = 'exact'
where figures.measure = 'amount' and figures.footing_rule = 'exact'
group by 1, 2, 3
having count(results.identity_id) = 0
