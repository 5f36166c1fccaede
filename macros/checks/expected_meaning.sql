{#
  What a labelled figure should say and does not; null when it makes sense.
  Figures below 10^18 in base units leave room for a percentage of them.
#}
{% macro expected_meaning() -%}
    {%- set meanings = [
        ("period_end is null", "'a period with an end, as YYYY-MM-DD'"),
        ("period_start > period_end", "'a period that starts before it ends'"),
        (
            "(period_start is null) <> (period_type = 'instant')",
            "'the ' || period_type || ' that this line item is about'",
        ),
        (
            "coalesce(measure, '') not in
                ('amount', 'yoy_percent', 'change', 'ratio')",
            "'a measure: amount, yoy_percent, change or ratio'",
        ),
        ("not is_known_scenario", "'a scenario of scenarios.csv'"),
        (
            "measure in ('yoy_percent', 'ratio') and unit <> 'percent'",
            "'a percentage, not ' || unit",
        ),
        (
            "(measure in ('yoy_percent', 'change'))
                <> (coalesce(comparison, '') in
                ('year_ago', 'previous_year_end', 'initial_forecast'))",
            "'a comparison with growth or change, and only there: year_ago, '
            || 'previous_year_end or initial_forecast'",
        ),
        (
            "scenario_key = 'actual'
                and period_end > cast(published_at as date)",
            "'a period that has ended by '
            || cast(cast(published_at as date) as varchar)
            || ', when it was published: what is still to come is a forecast'",
        ),
        (
            "scenario_key <> 'actual' and "
                ~ dbt.dateadd('month', 6, 'period_end')
                ~ " < cast(published_at as date)",
            "'a forecast of a period that had not ended six months before '
            || cast(cast(published_at as date) as varchar)
            || ', when it was published'",
        ),
        (
            "value is null and missing_reason is null",
            "'a scale of 0, 3, 6, 8, 9 or 12, and at most 20 digits'",
        ),
        (
            "fraction_digits > 6 or decimals > 6",
            "'at most 6 decimal places'",
        ),
        (
            "unknown_member is not null",
            "'an axis and a member of segments.csv, products.csv or '
            || 'members.csv, such as axis=member, of '
            || company_key || ', not ' || unknown_member",
        ),
        (
            "is_of_two_members",
            "'one member of an axis from the label, the line and the column'",
        ),
        (
            "abs(value) >= case
                when unit = 'percent' then 1000000
                when " ~ matches('unit', '_per_') ~ " then 1000000000
                else 1000000000000000000
            end",
            "'a smaller number: is the scale right?'",
        ),
        (
            "company_key <> coalesce(line_item_company_key, company_key)
                or company_key <> coalesce(segment_company_key, company_key)
                or company_key <> coalesce(product_company_key, company_key)",
            "'a line item, a segment and a product of ' || company_key
            || ' or of any company, not ' || line_item_key || ', '
            || segment_key || ' and ' || product_key",
        ),
        (
            "measure in ('amount', 'change') and not is_foreign
                and coalesce(unit, '') <> line_item_unit
                and coalesce(missing_reason, '') <> 'not_meaningful'",
            "'the unit ' || line_item_unit || ', not '
            || coalesce(unit, 'none')",
        ),
    ] -%}
    case
        {%- for condition, expected in meanings %}
        when {{ condition }} then {{ expected }}
        {%- endfor %}
    end
{%- endmacro %}
