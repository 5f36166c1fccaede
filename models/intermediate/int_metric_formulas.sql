-- The formula of each metric in words, made of its terms.
with

term_texts as (
    select
        metric_id,
        metric_product_key,
        term_number,
        fraction_part,
        case weight
            when 1 then '+ '
            when -1 then '- '
            else '+ ' || cast(weight as varchar) || ' '
        end
        || line_item_key
        || coalesce(' of ' || product_key, '')
        || coalesce(', ' || balance_at, '') as term_text
    from {{ ref('stg_reference__metric_terms') }}
),

sides as (
    select
        metric_id,
        metric_product_key,
    {%- for side in ['numerator', 'denominator'] %}
        {{ dbt.listagg(
            "case when fraction_part = '" ~ side ~ "' then term_text end",
            "' '", 'order by term_number'
        ) }} as {{ side }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from term_texts
    group by metric_id, metric_product_key
),

-- A plus before the first term says nothing.
formulas as (
    select
        sides.metric_id,
        sides.metric_product_key,
        case metrics.multiplier
            when 1 then ''
            else cast(metrics.multiplier as varchar) || ' * '
        end
        || case metrics.rate
            when 'per_year' then '12 / months * '
            when 'per_month' then '1 / months * '
            when 'in_years' then 'months / 12 * '
            when 'in_months' then 'months * '
            else ''
        end
        || '(' || regexp_replace(sides.numerator, '^[+] ', '') || ')'
        || coalesce(
            ' / (' || regexp_replace(sides.denominator, '^[+] ', '') || ')', ''
        ) as formula
    from sides
    inner join {{ ref('stg_reference__metrics') }} as metrics
        on sides.metric_id = metrics.metric_id
),

final as (
    select
        metric_id,
        {{ dbt.listagg(
            "case when coalesce(metric_product_key, 'total') = 'total'"
            " then formula else metric_product_key || ': ' || formula end",
            "'; '", 'order by metric_product_key'
        ) }} as formula
    from formulas
    group by metric_id
)

select * from final
