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
        -- A growth is in percent, whatever its line is counted in.
        case
            when headings.unit = 'percent' then headings.unit
            else coalesce(figures.unit, headings.unit)
        end as column_unit,
        -- A sign of several currencies is that of the release, if it has it.
        case
            when figures.currency_word = own_currency.sign
                then releases.currency
            else coalesce(figures.currency_in_text, releases.currency)
        end as text_currency,
        -- Text that names no scale is in base units; a column must say its own.
        coalesce(
            figures.scale_in_text,
            case
                when coalesce(headings.unit, '') <> 'percent' then figures.scale
            end,
            headings.scale,
            case when printed_tables.section <> 'table' then 0 end
        ) as stated_scale,
        {{ dbt.safe_cast(
            'coalesce(figures.period_start, headings.period_start)', 'date'
        ) }} as stated_start,
        {{ dbt.safe_cast(
            'coalesce(figures.period_end, headings.period_end)', 'date'
        ) }} as stated_end,
        labels.label_letters,
        coalesce(line_items.line_item_key, labels.line_item_key)
            as line_item_key,
        labels.segment_key as label_segment_key,
        labels.product_key as label_product_key,
        coalesce(columns.segment_key, lines.segment_key) as member_segment_key,
        coalesce(columns.product_key, lines.product_key) as member_product_key,
        coalesce(columns.unknown_member, lines.unknown_member)
            as unknown_member,
        coalesce(columns.is_ambiguous, false)
        or coalesce(lines.is_ambiguous, false)
        or coalesce(columns.segment_key <> lines.segment_key, false)
        or coalesce(columns.product_key <> lines.product_key, false)
        or coalesce(columns.further_axis = lines.further_axis, false)
            as is_of_two_members,
        case
            when columns.members < lines.members
                then columns.members || ';' || lines.members
            else coalesce(
                lines.members || ';' || columns.members,
                lines.members,
                columns.members
            )
        end as further_members,
        coalesce(balances.balance_at, labels.balance_at) as balance_at,
        labels.is_negated,
        labels.is_turned,
        labels.names_an_outflow,
        line_items.company_key as line_item_company_key,
        line_items.period_type,
        line_items.unit as measured_in,
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
    left join {{ ref('currencies') }} as own_currency
        on releases.currency = own_currency.currency
    left join {{ ref('int_printed_members') }} as columns
        on
            figures.release_id = columns.release_id
            and figures.table_id = columns.table_id
            and figures.column_number = columns.column_number
    left join {{ ref('int_printed_members') }} as lines
        on
            figures.release_id = lines.release_id
            and figures.table_id = lines.table_id
            and figures.line_number = lines.line_number
    left join {{ ref('int_label_meanings') }} as labels
        on
            {{ is_meaning_of(
                'figures', 'printed_tables', 'releases', 'labels'
            ) }}
    left join {{ ref('int_ordered_balances') }} as balances
        on
            figures.release_id = balances.release_id
            and figures.table_id = balances.table_id
            and figures.line_number = balances.line_number
            and figures.column_number = balances.column_number
    left join {{ ref('stg_reference__line_items') }} as printed_items
        on labels.line_item_key = printed_items.line_item_key
    left join {{ ref('stg_reference__line_items') }} as line_items
        on line_items.line_item_key = case
            when {{ is_counted_in_shares(
                'figures.statement', 'coalesce(figures.unit, headings.unit)',
                'printed_items.unit'
            ) }}
                then coalesce(
                    printed_items.line_item_key_in_shares,
                    printed_items.line_item_key
                )
            else printed_items.line_item_key
        end
),

read as (
    select
        *,
        {{ missing_reason(
            'is_dash', 'is_not_given', 'stated_measure', 'stated_scenario',
            is_counted_in_shares('statement', 'column_unit', 'measured_in')
        ) }} as missing_reason,
        case
            -- The sign of the currency alone says no more than the column.
            when
                unit_in_text = 'currency'
                and column_unit like text_currency || '_per_%'
                then column_unit
            else {{ in_currency(
                'coalesce(unit_in_text, column_unit)', 'text_currency'
            ) }}
        end as stated_unit,
        case
            when label_segment_key = 'total'
                then coalesce(member_segment_key, 'total')
            else label_segment_key
        end as segment_key,
        case
            when label_product_key = 'total'
                then coalesce(member_product_key, 'total')
            else label_product_key
        end as product_key
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
        described.line_item_company_key,
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
        -- Money of another currency than its release is in.
        coalesce(
            described.measured_in like 'currency%'
            and described.stated_unit <> described.line_item_unit
            and foreign_currency.currency || substr(
                described.measured_in, length('currency') + 1
            ) = described.stated_unit,
            false
        ) as is_foreign,
        described.concept,
        described.further_members as members,
        described.unknown_member,
        described.is_of_two_members
        or coalesce(
            described.member_segment_key <> described.segment_key
            or described.member_product_key <> described.product_key,
            false
        ) as is_of_two_members,
        described.stated_start,
        described.stated_end,
        described.line_item_unit,
        described.period_type,
        coalesce(described.stated_unit, described.line_item_unit) as unit,
        described.missing_reason,
        described.fraction_digits,
        -- A text that names its own scale is written otherwise than its column.
        case
            when
                described.is_dash
                or described.is_not_given
                or described.scale_in_text is not null
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
    left join {{ ref('currencies') }} as foreign_currency
        on substr(described.stated_unit, 1, 3) = foreign_currency.currency
    left join {{ ref('segments') }} as segments
        on described.segment_key = segments.segment_key
    left join {{ ref('products') }} as products
        on described.product_key = products.product_key
    left join {{ ref('scenarios') }} as scenarios
        on described.stated_scenario = scenarios.scenario_key
)

select * from final
