-- What whoever looks at a release should know before anything else, and what is
-- no error: its figures are compared with none, or agree with none, of those
-- that were known.
with

releases as (
    select * from {{ ref('stg_release__releases') }}
),

-- The releases of a company that came before, in another standard.
other_standards as (
    select
        releases.release_id,
        earlier.release_id as earlier_release_id,
        earlier.accounting_standard
    from releases
    inner join releases as earlier
        on
            releases.company_key = earlier.company_key
            and releases.accounting_standard <> earlier.accounting_standard
            and (earlier.published_at, earlier.release_id)
            < (releases.published_at, releases.release_id)
),

known_standards as (
    select releases.release_id
    from releases
    inner join releases as earlier
        on
            {{ same('releases', 'earlier', [
                'company_key', 'accounting_standard',
            ]) }}
            and (earlier.published_at, earlier.release_id)
            < (releases.published_at, releases.release_id)
    group by 1
),

release_periods as (
    select
        release_id,
        period_key
    from {{ ref('int_vintages') }}
    where scenario_key = 'actual'
    group by 1, 2
),

shared_periods as (
    select
        other_standards.release_id,
        other_standards.accounting_standard,
        count(distinct earlier.period_key) as period_count
    from other_standards
    inner join release_periods
        on other_standards.release_id = release_periods.release_id
    left join release_periods as earlier
        on
            other_standards.earlier_release_id = earlier.release_id
            and release_periods.period_key = earlier.period_key
    where
        other_standards.release_id not in (
            select known_standards.release_id from known_standards
        )
    group by 1, 2
),

new_standards as (
    select
        shared_periods.release_id,
        'new_standard' as kind,
        'first release of ' || releases.company_key || ' in '
        || releases.accounting_standard || ': ' || shared_periods.period_count
        || ' periods shared with ' || shared_periods.accounting_standard
        || ' are not compared' as remark
    from shared_periods
    inner join releases on shared_periods.release_id = releases.release_id
),

repeated_facts as (
    select
        release_id,
        count(*) as fact_count,
        count(*) filter (where is_restated) as restated_count
    from {{ ref('int_vintages') }}
    where scenario_key = 'actual' and vintage_number > 1
    group by 1
),

disagreements as (
    select
        release_id,
        'nothing_agrees' as kind,
        'prints ' || fact_count || ' known facts again, and none of them as '
        || 'before: is its standard, company or scale another one?' as remark
    from repeated_facts
    where restated_count = fact_count and fact_count > 1
),

final as (
    {{- union_all(['new_standards', 'disagreements']) }}
)

select
    release_id,
    kind,
    cast(remark as varchar) as remark
from final
