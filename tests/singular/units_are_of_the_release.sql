-- A printed figure and a fact have the unit of their line item, money in the
-- currency of their release, but for what is held apart and for dashes where
-- the line has no number in the unit of its column; growths and ratios are
-- percentages. Fails with every figure and fact in another unit, or without
-- one.
with

measured as (
    select
        'figure' as kind,
        release_id,
        line_item_key,
        measure,
        currency,
        unit,
        figure_key
    from {{ ref('fct_reported_figures') }}
    where
        held_apart is distinct from 'other_currency'
        and (
            measure not in ('amount', 'change')
            or missing_reason is distinct from 'not_meaningful'
        )
    union all
    select
        'fact' as kind,
        release_id,
        line_item_key,
        'amount' as measure,
        currency,
        unit,
        figure_key
    from {{ ref('int_facts') }}
)

select
    measured.kind,
    measured.release_id,
    measured.line_item_key,
    measured.figure_key,
    measured.unit,
    measured.currency
from measured
left join {{ ref('dim_release') }} as releases
    on measured.release_id = releases.release_id
left join {{ ref('dim_line_item') }} as line_items
    on measured.line_item_key = line_items.line_item_key
where
    measured.currency is distinct from releases.currency
    or measured.unit is distinct from case
        when measured.measure in ('yoy_percent', 'ratio') then 'percent'
        else {{ in_currency('line_items.unit', 'releases.currency') }}
    end
