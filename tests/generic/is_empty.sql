{% test is_empty(model) %}
{# No row at all. Fails with every row of the model. #}
select * from {{ model }}
{% endtest %}
