{#
  What releases a build takes in. Those of seeds/release and those of landing are
  rows of the same tables; those that the build file holds already and that did
  not change since are listed in intake.kept, and are left out.
#}

{# The list of releases to keep; empty unless `kessan build` wrote it. #}
{% macro create_intake() -%}
    create schema if not exists intake;
    create table if not exists intake.kept (release_id varchar)
{%- endmacro %}

{#
  After a seed is loaded: add the rows of the CSV of the same name of every
  folder in landing, and take away those of the releases that are kept.
#}
{% macro take_in_landing() -%}
    {% set landing = env_var('KESSAN_LANDING', 'landing') %}
    {% if execute %}
        {% set found = run_query(
            "select file from glob('" ~ landing ~ "/*/" ~ this.name ~ ".csv')
            where split_part(file, '/', -2) not in (
                select release_id from intake.kept
            )
            order by file"
        ).columns[0].values() %}
        {% set columns = adapter.get_columns_in_relation(this) %}
        {% for files in found | batch(1000) %}
            insert into {{ this }}
            select * from {{ read_csvs(files, columns | map(attribute='name')) }};
        {% endfor %}
    {% endif %}
    delete from {{ this }}
    where release_id in (select kept.release_id from intake.kept as kept)
{%- endmacro %}

{#
  Before an incremental model is built: take away the rows of the releases that
  this build takes in, changed or new, and of those that are gone.
#}
{% macro forget_releases() -%}
    {% if is_incremental() -%}
        delete from {{ this }}
        where release_id not in (select kept.release_id from intake.kept as kept)
    {%- endif %}
{%- endmacro %}

{#
  Whether a row is of a release that this build takes in. Those that are kept
  were proven when they were taken in, and a key has its release or company.

  Args:
    columns: the columns of the model.
#}
{% macro is_taken_in(columns) -%}
    {%- if 'release_id' in columns -%}
        release_id not in (select kept.release_id from intake.kept as kept)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
