-- The figures that stand for the terms of each identity, wherever it applies:
-- in each column of a printed table, or in each period of a whole release.
with

terms as (
    select
        identity_terms.identity_id,
        identities.statement,
        identity_terms.side,
        identity_terms.line_item_key,
        identity_terms.segment_key,
        identity_terms.service_key,
        cast(identity_terms.weight as integer) as weight,
        identity_terms.instant,
        identity_terms.is_required = 'true' as is_required
    from {{ ref('identity_terms') }} as identity_terms
    inner join {{ ref('identities') }} as identities
        on identity_terms.identity_id = identities.identity_id
),

figures as (
    select
        *,
        case
            when footing_rule = 'exact' then 0 else {{ half_unit('decimals') }}
        end as half_unit
    from {{ ref('int_figures') }}
    where measure = 'amount' and scenario_key = 'actual'
),

facts as (
    select
        facts.*,
        figures.half_unit
    from {{ ref('int_reported_facts') }} as facts
    inner join figures on facts.figure_key = figures.figure_key
),

durations as (
    select
        release_id,
        period_key,
        period_start,
        period_end
    from facts
    where period_start is not null
    group by 1, 2, 3, 4
),

table_terms as (
    select
        terms.identity_id,
        figures.release_id,
        figures.table_id || '/' || figures.column_number as subject,
        figures.table_id,
        figures.column_number,
        figures.period_key,
        figures.figure_key,
        terms.side,
        terms.weight,
        terms.instant,
        terms.is_required,
        figures.value,
        figures.half_unit
    from terms
    inner join figures
        on
            terms.statement = figures.statement
            and terms.line_item_key = figures.line_item_key
            and terms.segment_key = figures.segment_key
            and terms.service_key = figures.service_key
),

period_terms as (
    select
        terms.identity_id,
        facts.release_id,
        facts.period_key as subject,
        cast(null as varchar) as table_id,
        cast(null as integer) as column_number,
        facts.period_key,
        facts.figure_key,
        terms.side,
        terms.weight,
        terms.instant,
        terms.is_required,
        facts.value,
        facts.half_unit
    from terms
    inner join facts
        on
            terms.line_item_key = facts.line_item_key
            and terms.segment_key = facts.segment_key
            and terms.service_key = facts.service_key
    where terms.statement is null and terms.instant is null
),

-- Balances at the two ends of a period.
instant_terms as (
    select
        terms.identity_id,
        facts.release_id,
        durations.period_key as subject,
        cast(null as varchar) as table_id,
        cast(null as integer) as column_number,
        durations.period_key,
        facts.figure_key,
        terms.side,
        terms.weight,
        terms.instant,
        terms.is_required,
        facts.value,
        facts.half_unit
    from terms
    inner join facts
        on
            terms.line_item_key = facts.line_item_key
            and terms.segment_key = facts.segment_key
            and terms.service_key = facts.service_key
    inner join durations
        on
            facts.release_id = durations.release_id
            and facts.period_end = case terms.instant
                when 'closing' then durations.period_end
                else {{ add_days(-1, 'durations.period_start') }}
            end
    where terms.statement is null and terms.instant is not null
),

final as (
    {{- union_all(['table_terms', 'period_terms', 'instant_terms']) }}
)

select * from final
