-- Every printed figure with what it means, sound or not, and its rank among the
-- figures of the same fact.
{% set fact = [
    'release_id', 'period_key', 'line_item_key', 'segment_key', 'product_key',
    'scenario_key', 'measured',
] %}

with

-- A number is compared many times as fast as an address. It is for this build.
meanings as (
    select
        *,
        row_number() over () as figure_number,
        release_id || '/' || table_id || '/' || line_number || '/'
        || column_number as figure_key,
        measure || '/' || coalesce(comparison, '') as measured,
        {{ half_unit('decimals') }} as half_unit,
        -- What no mart but the atom shows, and no sum of the company has.
        case
            when is_foreign then 'other_currency'
            when members is not null then 'further_axis'
        end as held_apart,
        -- What an issuer cuts off is its amounts: percentages are rounded.
        coalesce(
            rounding = 'truncated' and measure in ('amount', 'change'), false
        ) as is_cut_off,
        -- Below a label of a loss, a use or a payment a number in parentheses
        -- may be one, or its opposite.
        coalesce(
            is_negated and not is_turned and measure = 'amount' and value < 0,
            false
        ) as is_sign_unsure,
        {{ period_key('period_start', 'period_end', 'calendar_key') }}
            as period_key,
        {{ expected_meaning() }} as expected_meaning
    from {{ ref('int_labelled_figures') }}
),

-- What else says which of the two it is: the same fact elsewhere, in this
-- release or in another, or the earnings per share of the same income.
unsure_signs as (
    select * from meanings
    where is_sign_unsure and held_apart is null
),

quotients as (
    select
        max(line_item_key) filter (where side = 'left') as quotient_key,
        max(line_item_key) filter (where side = 'right') as line_item_key
    from {{ ref('stg_reference__identity_terms') }}
    where scope = 'release' and kind = 'derivation'
    group by identity_id
    having
        count(*) = 3
        and bool_and(period_relation = 'same' and scenario_key = 'actual')
        and bool_or(side = 'divisor')
),

same_facts as (
    select
        unsure.figure_number,
        known.figure_key,
        case when known.is_negated then -known.value else known.value end
            as face_value,
        2 * (unsure.half_unit + known.half_unit) as leeway,
        unsure.value
    from unsure_signs as unsure
    inner join meanings as known
        on
            unsure.company_key = known.company_key
            and unsure.accounting_standard = known.accounting_standard
            and unsure.period_key = known.period_key
            and unsure.line_item_key = known.line_item_key
            and unsure.segment_key = known.segment_key
            and unsure.product_key = known.product_key
            and unsure.scenario_key = known.scenario_key
            and unsure.unit = known.unit
            and unsure.measure = known.measure
    where not known.is_sign_unsure and known.held_apart is null
),

signs_elsewhere as (
    select
        figure_number,
        figure_key,
        face_value < 0 as is_outflow
    from same_facts
    where abs(abs(face_value) - abs(value)) <= leeway and face_value <> 0
    union all
    select
        unsure.figure_number,
        per_share.figure_key,
        (per_share.value < 0) <> per_share.is_negated as is_outflow
    from unsure_signs as unsure
    inner join quotients on unsure.line_item_key = quotients.line_item_key
    inner join meanings as per_share
        on
            quotients.quotient_key = per_share.line_item_key
            and unsure.company_key = per_share.company_key
            and unsure.accounting_standard = per_share.accounting_standard
            and unsure.period_key = per_share.period_key
            and unsure.segment_key = per_share.segment_key
            and unsure.product_key = per_share.product_key
            and unsure.scenario_key = per_share.scenario_key
            and unsure.measure = per_share.measure
    where
        per_share.value <> 0
        and not per_share.is_sign_unsure
        and per_share.held_apart is null
),

signs as (
    select
        figure_number,
        bool_or(is_outflow) as is_outflow_elsewhere,
        bool_or(not is_outflow) as is_inflow_elsewhere,
        min(case when not is_outflow then figure_key end) as inflow_figure_key,
        min(case when is_outflow then figure_key end) as outflow_figure_key
    from signs_elsewhere
    group by figure_number
),

signed as (
    select
        meanings.*,
        case
            when not meanings.is_sign_unsure then false
            when coalesce(signs.is_inflow_elsewhere, false)
                then
                    meanings.names_an_outflow
                    or signs.is_outflow_elsewhere
            when coalesce(signs.is_outflow_elsewhere, false) then false
            else not meanings.names_an_outflow
        end as is_sign_unknown,
        -- The sign is that of the face of the statement: prose that calls a
        -- payment "payments of JPY5,358 million" means (5,358) there.
        meanings.is_negated
        and meanings.measure <> 'yoy_percent'
        and (
            not meanings.is_sign_unsure
            or coalesce(signs.is_inflow_elsewhere, false)
        ) as has_turned_sign,
        signs.inflow_figure_key,
        signs.outflow_figure_key
    from meanings
    left join signs on meanings.figure_number = signs.figure_number
),

faced as (
    select
        *,
        cast(
            case when has_turned_sign then -value else value end
            as {{ figure_type() }}
        ) as face_value,
        case
            when is_sign_unknown
                then
                    'one reading, not two: ' || {{ plain_number('value') }}
                    || coalesce(', as ' || outflow_figure_key || ' has it', '')
                    || case
                        when names_an_outflow then ', as the label names it'
                        else ''
                    end
                    || ', or ' || {{ plain_number('-value') }}
                    || coalesce(', as ' || inflow_figure_key || ' has it', '')
        end as expected_sign
    from signed
),

judged as (
    select
        *,
        published_at is not null
        and calendar_key is not null
        and currency is not null
        and accounting_standard is not null
        and rounding is not null
        and (has_heading or section <> 'table')
        and line_number is not null
        and column_number is not null
        and source_line is not null
        and printed_number is not null
        and period_type is not null
        and expected_meaning is null
        and not is_sign_unknown as is_understood
    from faced
),

repeated_facts as (
    select
        {{ fact | join(',\n        ') }},
        min(figure_number) as fact_number
    from judged
    where is_understood and missing_reason is null and held_apart is null
    group by {{ fact | join(', ') }}
    having count(*) > 1
),

-- A release may print a fact more than once. Preferred is the most precise
-- figure, and of those the one in a statement.
preferences as (
    select
        judged.figure_number,
        row_number() over fact as preference,
        first_value(judged.figure_number) over fact as preferred_figure_number
    from judged
    inner join repeated_facts
        on
            {{ same('judged', 'repeated_facts', fact) }}
    where
        judged.is_understood
        and judged.missing_reason is null
        and judged.held_apart is null
    window fact as (
        partition by repeated_facts.fact_number
        order by
            judged.decimals desc, judged.section desc, judged.is_negated asc,
            judged.table_order asc, judged.line_number asc,
            judged.column_number asc
    )
),

final as (
    select
        judged.figure_number,
        judged.figure_key,
        judged.is_understood,
        judged.expected_meaning,
        judged.expected_sign,
        judged.release_id,
        judged.company_key,
        judged.accounting_standard,
        judged.currency,
        judged.published_at,
        judged.statement,
        judged.section,
        judged.table_id,
        judged.has_heading,
        judged.line_number,
        judged.column_number,
        judged.source_line,
        judged.heading,
        judged.label,
        judged.label_letters,
        judged.printed_text,
        judged.mend_note is not null as is_mended,
        coalesce(judged.corrected_text <> judged.printed_text, false)
            as is_corrected,
        judged.corrected_text is not null as is_confirmed,
        judged.line_item_key,
        judged.segment_key,
        judged.product_key,
        judged.members,
        judged.concept,
        judged.held_apart,
        judged.scenario_key,
        judged.period_type,
        judged.balance_at,
        judged.has_turned_sign as is_negated,
        judged.measure,
        judged.comparison,
        judged.stated_start,
        judged.stated_end,
        judged.stated_unit,
        judged.unit,
        judged.scale,
        judged.decimals,
        judged.places,
        judged.printed_number,
        judged.missing_reason,
        judged.value,
        judged.face_value,
        judged.half_unit,
        {{ interval_end(
            '-', 'judged.face_value', 'judged.half_unit', 'judged.is_cut_off'
        ) }} as low,
        {{ interval_end(
            '+', 'judged.face_value', 'judged.half_unit', 'judged.is_cut_off'
        ) }} as high,
        judged.rounding = 'exact' as is_exact,
        judged.period_start,
        judged.period_end,
        judged.calendar_key,
        judged.period_key,
        coalesce(preferences.preference, 1) as preference,
        coalesce(preferences.preferred_figure_number, judged.figure_number)
            as preferred_figure_number
    from judged
    left join preferences
        on judged.figure_number = preferences.figure_number
)

select * from final
