{#
  References carry no catalog, so that the views of the published file still
  work when a reader attaches it under a name of his own.
#}
{% macro ref() %}
    {% set relation = builtins.ref(*varargs, **kwargs) %}
    {{ return(relation.include(database=false)) }}
{% endmacro %}
