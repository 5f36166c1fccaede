with

final as (
    select
        identity_terms.identity_id,
        identities.kind,
        identities.scope,
        identities.applies_to,
        identities.company_key,
        identities.relation,
        identity_terms.side,
        identity_terms.line_item_key,
        identity_terms.segment_key,
        identity_terms.product_key,
        coalesce(identity_terms.measure, 'amount') as measure,
        coalesce(identity_terms.scenario_key, 'actual') as scenario_key,
        coalesce(identity_terms.period_relation, 'same') as period_relation,
        cast(identity_terms.weight as integer) as weight,
        identity_terms.is_required = 'true' as is_required
    from {{ ref('identity_terms') }} as identity_terms
    inner join {{ ref('identities') }} as identities
        on identity_terms.identity_id = identities.identity_id
)

select * from final
