-- Every fact that is computed and not printed: of several ways to compute one
-- with the same release the narrowest. What a release prints is not derived.
{% set grain = fact_identity() + ['release_id'] %}

with

computed as (
    {{- union_all([
        ref('int_derived_quarters'),
        ref('int_trailing_years'),
        ref('int_segment_amounts'),
        ref('int_per_share_quotients'),
    ]) }}
),

ranked as (
    select
        computed.*,
        row_number() over (
            partition by
            {%- for column in grain %}
                computed.{{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
            order by
                computed.high - computed.low,
                -- Of two as narrow, the one that an analyst would name first.
                computed.derivation <> 'trailing_twelve_months',
                computed.derivation,
                {{ figure_keys_of('computed').values() | join(', ') }}
        ) as preference
    from computed
    left join {{ ref('int_reported_facts') }} as printed
        on
            {{ same('computed', 'printed', grain) }}
    where printed.release_id is null
),

final as (
    select
        *,
        -row_number() over () as version_number
    from ranked
    where preference = 1
)

select * from final
