{#
  Two flows of which the later begins where the earlier ends, as one: those that
  were known together and are of one basis.

  Args:
    relation: the flows, with next_start, the day after each.
    earlier_months, later_months: how long they are.
    derivation: what the sum is called (SQL).
    keys: the figures of the sum, by part (SQL).
    identity: the columns that tell one series of flows from another.
#}
{% macro adjacent_periods(
    relation, earlier_months, later_months, derivation, keys, identity
) -%}
    {%- set operands = {'minuend': 'earlier', 'addend': 'later'} -%}
    select
        {{ known_with(operands.values()) }},
        {{ about_as('earlier', 'earlier.period_start', 'later.period_end') }},
        {{ sum_of(operands) }},
        earlier.unit,
        {{ derivation }} as derivation,
        {{ figures_of(operands, keys) }}
    from {{ relation }} as earlier
    inner join {{ relation }} as later
        on
            {{ same('earlier', 'later', identity) }}
            and earlier.next_start = later.period_start
    where
        earlier.months = {{ earlier_months }}
        and later.months = {{ later_months }}
        and {{ were_known_together(['earlier', 'later']) }}
        and {{ are_of_one_basis(['earlier', 'later']) }}
{%- endmacro %}
