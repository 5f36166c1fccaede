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

periods as (
    select
        release_id,
        period_key,
        period_start,
        period_end
    from facts
    group by 1, 2, 3, 4
),

-- Which periods the terms of a period are found in: the period itself and, for
-- balances, the instants at its two ends.
occasions as (
    select
        release_id,
        period_key as subject,
        'same' as instant,
        period_key
    from periods
    union all
    select
        durations.release_id,
        durations.period_key as subject,
        case
            when balances.period_end = durations.period_end then 'closing'
            else 'opening'
        end as instant,
        balances.period_key
    from periods as durations
    inner join periods as balances
        on
            durations.release_id = balances.release_id
            and balances.period_end in (
                durations.period_end,
                {{ add_days(-1, 'durations.period_start') }}
            )
    where durations.period_start is not null and balances.period_start is null
),

table_terms as (
    select
        terms.*,
        figures.release_id,
        figures.table_id || '/' || figures.column_number as subject,
        figures.table_id,
        figures.column_number,
        figures.period_key,
        figures.figure_key,
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
        terms.*,
        facts.release_id,
        occasions.subject,
        cast(null as varchar) as table_id,
        cast(null as integer) as column_number,
        occasions.subject as period_key,
        facts.figure_key,
        facts.value,
        facts.half_unit
    from terms
    inner join facts
        on
            terms.line_item_key = facts.line_item_key
            and terms.segment_key = facts.segment_key
            and terms.service_key = facts.service_key
    inner join occasions
        on
            facts.release_id = occasions.release_id
            and facts.period_key = occasions.period_key
            and coalesce(terms.instant, 'same') = occasions.instant
    where terms.statement is null
),

final as (
    {{- union_all(['table_terms', 'period_terms']) }}
)

select * from final
