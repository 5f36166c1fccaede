-- What adds up to an amount of the whole company: the products and
-- expenses that revenues and costs consist of, and the segments of what is said
-- by segment. The parts of a total are those of one release, never a mixture,
-- and only where they add up to it. Revenues and costs that are not broken down
-- are their own only part.
{% set fact = fact_identity() + [
    'release_id', 'announced_on', 'published_at', 'superseded_at', 'value',
    'low', 'high', 'unit', 'decimals', 'is_derived', 'derivation', 'figure_key',
    'addend_figure_key', 'minuend_figure_key', 'subtrahend_figure_key',
    'divisor_figure_key',
] %}
{% set total = fact_identity(
    without=['line_item_key', 'segment_key', 'product_key']
) + ['breakdown', 'total_line_item_key'] %}
{% set whole = ['release_id', 'period_key', 'decimals', 'line_item_key'] %}
{% set of_time = ['published_at', 'superseded_at'] %}

with

exact_figures as (
    select figure_key from {{ ref('int_figures') }}
    where is_exact
),

facts as (
    select
        {{ 'facts.' ~ fact | join(',\n        facts.') }},
        products.parent_product_key,
        products.relation_to_parent,
        line_items.parent_line_item_key,
        coalesce(
            coalesce(facts.figure_key, facts.minuend_figure_key) in (
                select exact_figures.figure_key from exact_figures
            ),
            false
        ) as is_exact
    from {{ ref('int_facts') }} as facts
    left join {{ ref('stg_reference__line_items') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    left join {{ ref('products') }} as products
        on facts.product_key = products.product_key
    where facts.scenario_key = 'actual'
),

product_counts as (
    select
        company_key,
        parent_product_key,
        count(*) as product_count
    from {{ ref('products') }}
    where relation_to_parent = 'part' and parent_product_key is not null
    group by 1, 2
),

-- What has parts of its own: all products below it, or line items below it.
wholes as (
    select
        facts.release_id,
        facts.period_key,
        facts.decimals,
        facts.line_item_key,
        facts.parent_product_key as product_key
    from facts
    inner join product_counts
        on
            facts.parent_product_key = product_counts.parent_product_key
            and facts.company_key
            = coalesce(product_counts.company_key, facts.company_key)
    where facts.segment_key = 'total' and facts.relation_to_parent = 'part'
    group by 1, 2, 3, 4, 5
    having
        count(distinct facts.product_key) = max(product_counts.product_count)
    union
    select
        release_id,
        period_key,
        decimals,
        parent_line_item_key as line_item_key,
        product_key
    from facts
    where segment_key = 'total'
),

-- A part of a whole that is printed without its other parts is none.
products as (
    select
        facts.*,
        'product' as breakdown,
        case
            when facts.line_item_key = 'revenues' then 'revenues'
            else 'costs_and_expenses'
        end as total_line_item_key,
        true as is_summed
    from facts
    left join wholes
        on
            {{ same('facts', 'wholes', whole + ['product_key']) }}
    left join wholes as parents
        on
            {{ same('facts', 'parents', whole) }}
            and facts.parent_product_key = parents.product_key
    where
        facts.segment_key = 'total'
        and facts.relation_to_parent = 'part'
        and (
            facts.line_item_key = 'revenues' and facts.product_key <> 'total'
            or facts.parent_line_item_key in (
                'costs_and_expenses', 'operating_expenses'
            )
        )
        and wholes.release_id is null
        and (
            coalesce(facts.parent_product_key, 'total') = 'total'
            or parents.release_id is not null
        )
),

-- Revenues from customers and from other segments are what the revenues of a
-- segment consist of.
segments as (
    select
        *,
        'segment' as breakdown,
        case
            when
                line_item_key in (
                    'revenues_from_external_customers', 'intersegment_revenues'
                )
                then 'revenues'
            else line_item_key
        end as total_line_item_key,
        line_item_key not in (
            'revenues_from_external_customers', 'intersegment_revenues'
        ) as is_summed
    from facts
    where segment_key <> 'total' and product_key = 'total'
),

parts as (
    select * from products
    union all
    select * from segments
),

sums as (
    select
        {{ total | join(',\n        ') }},
        release_id,
        decimals,
        sum(value) as value,
        sum(low) as low,
        sum(high) as high,
        bool_and(is_exact) as is_exact
    from parts
    where is_summed
    group by {{ total | join(', ') }}, release_id, decimals
),

-- The totals that were in force for a time, one after the other.
totals as (
    {%- for breakdown, condition in [
        ('product', "line_item_key in ('revenues', 'costs_and_expenses')"),
        ('segment', 'line_item_key in (
            select segments.total_line_item_key from segments
        )'),
    ] %}
    select
        *,
        '{{ breakdown }}' as breakdown,
        line_item_key as total_line_item_key
    from facts
    where
        segment_key = 'total'
        and product_key = 'total'
        and (superseded_at is null or superseded_at > published_at)
        and {{ condition }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

numbered as (
    select
        totals.*,
        sums.release_id is not null as is_broken_down,
        row_number() over (
            partition by {{ 'totals.' ~ total | join(', totals.') }}
            order by totals.published_at, totals.release_id
        ) as total_number
    from totals
    left join sums
        on
            {{ same('totals', 'sums', total + ['release_id', 'decimals']) }}
            and totals.low <= sums.high
            and totals.high >= sums.low
            -- Where all is footed exactly nothing is rounded.
            and (
                totals.value = sums.value
                or not (totals.is_exact and sums.is_exact)
            )
),

last_broken_down as (
    select
        *,
        max(case when is_broken_down then total_number end) over (
            partition by {{ total | join(', ') }}
            order by total_number
            rows between unbounded preceding and current row
        ) as parts_number
    from numbered
),

-- A total that agrees with the one that was broken down keeps its parts.
judged as (
    select
        totals.*,
        sum(
            case
                when
                    totals.low <= broken_down.high
                    and totals.high >= broken_down.low
                    then 0
                else 1
            end
        ) over (
            partition by
                {{ 'totals.' ~ total | join(', totals.') }},
                totals.parts_number
            order by totals.total_number
            rows between unbounded preceding and current row
        ) as disagreements
    from last_broken_down as totals
    left join numbered as broken_down
        on
            {{ same('totals', 'broken_down', total) }}
            and totals.parts_number = broken_down.total_number
),

broken_down as (
    select
        {{ total | join(',\n        ') }},
        parts_number,
        min(published_at) as published_at,
        case
            when count(superseded_at) = count(*) then max(superseded_at)
        end as superseded_at
    from judged
    where disagreements = 0
    group by {{ total | join(', ') }}, parts_number
),

-- Parts are known as long as their total has them, and together.
final as (
    select
        parts.breakdown,
        parts.total_line_item_key,
        {%- for column in fact if column not in of_time %}
        parts.{{ column }},
        {%- endfor %}
        broken_down.published_at,
        broken_down.superseded_at,
        broken_down.superseded_at is null as is_latest
    from broken_down
    inner join numbered
        on
            {{ same('broken_down', 'numbered', total) }}
            and broken_down.parts_number = numbered.total_number
    inner join parts
        on
            {{ same('numbered', 'parts', total + ['release_id', 'decimals']) }}
    union all
    select
        breakdown,
        total_line_item_key,
        {%- for column in fact if column not in of_time %}
        {{ column }},
        {%- endfor %}
        published_at,
        superseded_at,
        superseded_at is null as is_latest
    from judged
    where
        breakdown = 'product'
        and (parts_number is null or disagreements > 0)
)

select * from final
