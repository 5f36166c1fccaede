-- What stands for the terms of an identity in each period of a whole release.
with

terms as (
    select * from {{ ref('stg_reference__identity_terms') }}
    where scope = 'release'
),

facts as (
    select
        intervals.*,
        releases.company_key
    from {{ ref('int_fact_intervals') }} as intervals
    inner join {{ ref('stg_release__releases') }} as releases
        on intervals.release_id = releases.release_id
),

relations as (
    select * from {{ ref('int_period_relations') }}
),

-- Balances at the ends of a period say nothing without what lies between, and
-- what is only implied begins nothing.
final as (
    select
        terms.identity_id,
        facts.release_id,
        relations.period_key as subject,
        cast(null as varchar) as table_id,
        cast(null as integer) as column_number,
        relations.period_key,
        terms.side,
        terms.weight,
        terms.is_required,
        cast(null as integer) as required_count,
        terms.period_relation in ('same', 'full_year')
        and facts.growth_figure_key is null as is_begun,
        facts.figure_key,
        facts.growth_figure_key,
        facts.value,
        facts.low,
        facts.high,
        facts.is_exact
    from terms
    inner join facts
        on
            coalesce(terms.company_key, facts.company_key) = facts.company_key
            and terms.line_item_key = facts.line_item_key
            and terms.segment_key = facts.segment_key
            and terms.product_key = facts.product_key
            and terms.measure = facts.measure
            and case terms.scenario_key
                when 'forecast' then facts.is_latest_forecast
                when 'expected' then facts.is_expected
                else terms.scenario_key = facts.scenario_key
            end
    inner join relations
        on
            facts.period_key = relations.related_period_key
            and terms.period_relation = relations.relation
)

select * from final
