-- The printed figures behind every metric: those of a line item, or those of
-- everything that its formula names.
with

metrics as (
    select * from {{ ref('fct_metrics') }}
),

operands as (
    select
        metric_key,
        0 as term_number,
        'numerator' as fraction_part,
        1 as weight,
        metric_key as operand_metric_key
    from metrics
    where not is_computed
    union all
    select
        metric_key,
        term_number,
        fraction_part,
        weight,
        operand_metric_key
    from {{ ref('fct_metric_operands') }}
),

figure_keys as (
    {{ figures_behind('metrics') }}
),

final as (
    select
        operands.metric_key,
        operands.term_number,
        operands.fraction_part,
        operands.weight,
        operands.operand_metric_key,
        figure_keys.part,
        figures.figure_key,
        figures.release_id,
        figures.table_id,
        figures.line_number,
        figures.column_number,
        figures.source_line,
        figures.printed_label,
        figures.printed_text,
        -- A label may print the number with the other sign.
        case
            when figures.is_negated then -figures.value
            else figures.value
        end as value,
        figures.unit,
        coverage.verdict
    from operands
    inner join figure_keys
        on operands.operand_metric_key = figure_keys.metric_key
    inner join {{ ref('fct_reported_figures') }} as figures
        on figure_keys.figure_key = figures.figure_key
    left join {{ ref('figure_coverage') }} as coverage
        on figure_keys.figure_key = coverage.figure_key
)

select * from final
