{#
  What releases a build takes in. Those of seeds/release, those of landing and
  those that were imported are rows of the same tables; those that the build file
  holds already and that did not change since are listed in intake.kept, and are
  left out.
#}

{# The list of releases to keep; empty unless `kessan build` wrote it. #}
{% macro create_intake() -%}
    create schema if not exists intake;
    create table if not exists intake.kept (release_id varchar)
{%- endmacro %}

{#
  After a seed of releases is loaded: add the rows of the CSV of the same name of
  every folder in landing and those of every import, and take away those of the
  releases that are kept. `kessan build` has all deliveries in one such folder.
#}
{% macro take_in_landing() -%}
    {% set landing = env_var('KESSAN_LANDING', 'landing') %}
    {% if execute %}
        {% set found = files_like(landing ~ '/*/' ~ this.name ~ '.csv') %}
        {% set columns = adapter.get_columns_in_relation(this) %}
        {% for files in found | batch(1000) %}
            insert into {{ this }}
            select * from {{ read_csvs(files, columns | map(attribute='name')) }}
            where release_id not in (
                select kept.release_id from intake.kept as kept
            );
        {% endfor %}
        {% for file in imported_files() %}
            insert into {{ this }} by name
            select * from read_parquet('{{ file | replace("'", "''") }}')
            where release_id not in (
                select kept.release_id from intake.kept as kept
            );
        {% endfor %}
    {% endif %}
    delete from {{ this }}
    where release_id in (select kept.release_id from intake.kept as kept)
{%- endmacro %}

{#
  After a seed of the reference data is loaded: add the rows of every import whose
  key is not there yet. What a person has keyed goes before what was imported, and
  what was imported last before the rest.
#}
{% macro take_in_imported() -%}
    {% set key = config.get('meta')['key'] %}
    {% if execute %}
        {% for file in imported_files() | reverse %}
            insert into {{ this }} by name
            select imported.* from read_parquet(
                '{{ file | replace("'", "''") }}'
            ) as imported
            where not exists (
                select 1 from {{ this }} as known
                where
                    {%- for column in key %}
                    {{ 'and' if not loop.first }} known.{{ column }}
                    is not distinct from imported.{{ column }}
                    {%- endfor %}
            );
        {% endfor %}
    {% endif %}
{%- endmacro %}

{# The files of imports that have rows of this seed, in the order of their names. #}
{% macro imported_files() %}
    {% set imports = env_var('KESSAN_IMPORTS', 'imports') %}
    {{ return(files_like(imports ~ '/*/*/' ~ this.name ~ '.parquet')) }}
{% endmacro %}

{# The paths that fit a pattern, in the order of their names. #}
{% macro files_like(pattern) %}
    {% set found = run_query(
        "select file from glob('" ~ (pattern | replace("'", "''")) ~ "')
        order by file"
    ) %}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}

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
