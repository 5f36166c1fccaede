-- Every printed figure with what its label, its column and its words say of it.
{{ config(materialized='view') }}

with

figures as (
    select * from {{ ref('stg_release__figures') }}
),

described as (
    select
        figures.*,
        releases.company_key,
        releases.published_at,
        releases.calendar_key,
        releases.accounting_standard,
        releases.currency,
        printed_tables.section,
        printed_tables.rounding,
        printed_tables.display_order as table_order,
        headings.column_number is not null as has_heading,
        coalesce(figures.measure, headings.measure) as stated_measure,
        coalesce(figures.comparison, headings.comparison) as stated_comparison,
        coalesce(figures.scenario, headings.scenario) as stated_scenario,
        coalesce(figures.unit_in_text, figures.unit, headings.unit)
            as stated_unit,
        -- Text that names no scale is in base units; a column must say its own.
        coalesce(
            figures.scale_in_text, figures.scale, headings.scale,
            case when printed_tables.section <> 'table' then 0 end
        ) as stated_scale,
        {{ dbt.safe_cast(
            'coalesce(figures.period_start, headings.period_start)', 'date'
        ) }} as stated_start,
        {{ dbt.safe_cast(
            'coalesce(figures.period_end, headings.period_end)', 'date'
        ) }} as stated_end,
        labels.label_letters,
        labels.line_item_key,
        labels.segment_key,
        labels.product_key,
        labels.balance_at,
        labels.is_negated,
        labels.is_turned,
        labels.names_an_outflow,
        line_items.period_type,
        {{ in_currency('line_items.unit', 'releases.currency') }}
            as line_item_unit
    from figures
    left join {{ ref('stg_release__releases') }} as releases
        on figures.release_id = releases.release_id
    left join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            figures.release_id = printed_tables.release_id
            and figures.table_id = printed_tables.table_id
    left join {{ ref('stg_release__column_headings') }} as headings
        on
            figures.release_id = headings.release_id
            and figures.table_id = headings.table_id
            and figures.column_number = headings.column_number
    left join {{ ref('int_label_meanings') }} as labels
        on
            figures.statement = labels.statement
            and figures.heading = labels.heading
            and figures.label = labels.label
    left join {{ ref('stg_reference__line_items') }} as line_items
        on labels.line_item_key = line_items.line_item_key
),

read as (
    select
        *,
        {{ missing_reason('is_dash', 'stated_measure', 'stated_scenario') }}
            as missing_reason
    from described
),

final as (
    select
        described.statement,
        described.release_id,
        described.table_id,
        described.line_number,
        described.column_number,
        described.source_line,
        described.section,
        described.rounding,
        described.table_order,
        described.heading,
        described.label,
        described.label_letters,
        described.printed_text,
        described.corrected_text,
        described.mend_note,
        described.company_key,
        described.published_at,
        described.calendar_key,
        described.accounting_standard,
        described.currency,
        described.has_heading,
        described.line_item_key,
        described.segment_key,
        described.product_key,
        segments.company_key as segment_company_key,
        products.company_key as product_company_key,
        described.stated_scenario as scenario_key,
        scenarios.scenario_key is not null as is_known_scenario,
        described.balance_at,
        described.is_negated,
        described.is_turned,
        described.names_an_outflow,
        described.stated_measure as measure,
        described.stated_comparison as comparison,
        described.printed_number,
        described.stated_scale as scale,
        described.stated_unit,
        described.stated_start,
        described.stated_end,
        described.line_item_unit,
        described.period_type,
        coalesce(described.stated_unit, described.line_item_unit) as unit,
        described.missing_reason,
        -- A text that names its own scale is written otherwise than its column.
        case
            when described.is_dash or described.scale_in_text is not null
                then null
            else described.fraction_digits
        end as places,
        cast(described.fraction_digits - described.stated_scale as integer)
            as decimals,
        case
            when described.missing_reason is null then {{ in_base_units(
                'described.printed_number', 'described.stated_scale'
            ) }}
        end as value,
        case
            when described.balance_at is null then described.stated_start
        end as period_start,
        case
            when described.balance_at = 'opening'
                then {{ add_days(-1, 'described.stated_start') }}
            else described.stated_end
        end as period_end
    from read as described
    left join {{ ref('segments') }} as segments
        on described.segment_key = segments.segment_key
    left join {{ ref('products') }} as products
        on described.product_key = products.product_key
    left join {{ ref('scenarios') }} as scenarios
        on described.stated_scenario = scenarios.scenario_key
)

select * from final
