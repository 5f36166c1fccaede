-- The printed figures behind every metric: those of a line item, or those of
-- everything that its formula names.
{% set figure = [
    'part', 'figure_key', 'release_id', 'table_id', 'line_number',
    'column_number', 'source_line', 'printed_label', 'printed_text', 'value',
    'unit', 'verdict',
] %}

with

metrics as (
    select * from {{ ref('fct_metrics') }}
),

figure_keys as (
    {{ figures_behind('metrics') }}
),

line_items as (
    select
        figure_keys.metric_key,
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
    from figure_keys
    inner join {{ ref('fct_reported_figures') }} as figures
        on figure_keys.figure_key = figures.figure_key
    left join {{ ref('figure_coverage') }} as coverage
        on figure_keys.figure_key = coverage.figure_key
),

final as (
    select
        metric_key,
        0 as term_number,
        'numerator' as fraction_part,
        1 as weight,
        metric_key as operand_metric_key,
        {{ figure | join(',\n        ') }}
    from line_items
    union all
    select
        operands.metric_key,
        operands.term_number,
        operands.fraction_part,
        operands.weight,
        operands.operand_metric_key,
        {{ 'line_items.' ~ figure | join(',\n        line_items.') }}
    from {{ ref('fct_metric_operands') }} as operands
    inner join line_items
        on operands.operand_metric_key = line_items.metric_key
)

select * from final
