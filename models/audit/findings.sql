-- Everything that is wrong with a release, in one list: what its rows say that
-- cannot be read, identities that do not hold, exceptions and mends without
-- their reason, totals that a second reading found otherwise. What blocks keeps
-- all from being published; of a source with verdicts only a total does that a
-- second reading found otherwise, for then it was not read as it is.
{% set look_up = "'look up the figures named in the source'" %}
{% set exception_row = "release_id || ',exception,' || identity_id || ',' || "
    ~ "subject || ',' || " ~ plain_number('difference') ~ " || ',,,,'" %}

with

input_problems as (
    select
        case problem
            when 'miscounted_table' then 'control_total' else 'input'
        end as family,
        problem,
        label,
        figure,
        expected,
        remedy,
        release_id,
        table_id,
        line_number,
        cast(null as varchar) as identity_id,
        cast(null as varchar) as subject,
        statement,
        source_line
    from {{ ref('int_input_problems') }}
),

wrong_results as (
    select * from {{ ref('identity_results') }}
    where status in ('violated', 'incomplete')
),

results as (
    select
        results.*,
        identities.scope,
        identities.description,
        releases.company_key,
        sums.is_exact
    from wrong_results as results
    inner join {{ ref('identities') }} as identities
        on results.identity_id = identities.identity_id
    inner join {{ ref('stg_release__releases') }} as releases
        on results.release_id = releases.release_id
    inner join {{ ref('int_identity_sums') }} as sums
        on
            {{ same('results', 'sums', [
                'release_id', 'identity_id', 'subject',
            ]) }}
),

-- The sums that a company prints with all of their parts, by table.
complete_tables as (
    select
        results.identity_id,
        results.table_id,
        releases.company_key
    from {{ ref('identity_results') }} as results
    inner join {{ ref('stg_release__releases') }} as releases
        on results.release_id = releases.release_id
    where results.status <> 'incomplete' and results.table_id is not null
    group by 1, 2, 3
),

violated_identities as (
    select
        {{ finding(
            'identity', 'violated_identity', 'identity_id',
            plain_number('left_value') ~ " || ' against ' || "
            ~ plain_number('right_value') ~ " || ', a difference of ' || "
            ~ plain_number('difference') ~ " || ' where rounding explains ' || "
            ~ plain_number('tolerance'),
            'description',
            look_up ~ " || '; for a reason that the release gives, and only "
            ~ "then, complete and add to exceptions.csv: ' || " ~ exception_row,
        ) }},
        release_id,
        table_id,
        cast(null as integer) as line_number,
        identity_id,
        subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from results
    where status = 'violated' and scope not in ('vintage', 'implied')
),

-- What contradicts what was known is a restatement, or a slip of the keys: they
-- look the same until somebody has looked it up and signs.
unsigned_restatements as (
    select
        {{ finding(
            'identity', 'unsigned_restatement', 'identity_id',
            plain_number('left_value') ~ " || ' where ' || "
            ~ plain_number('right_value') ~ " || ' was known'",
            'description',
            "'correct the figure; if the issuer restated it, sign that with a "
            ~ "row of exceptions.csv, its reason and its evidence: ' || "
            ~ exception_row,
        ) }},
        release_id,
        table_id,
        cast(null as integer) as line_number,
        identity_id,
        subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from results
    where status = 'violated' and scope in ('vintage', 'implied')
),

-- A part is missing where the table prints the total and other parts, and says
-- that it adds up to the last digit or did so in another column or release. A
-- condensed table, or a part of a statement, has no such sum.
incomplete_identities as (
    select
        {{ finding(
            'identity', 'incomplete_identity', 'identity_id',
            plain_number('left_value', 'nothing') ~ " || ' against ' || "
            ~ plain_number('right_value', 'nothing')
            ~ " || ', with a part missing or there twice'",
            'description',
            "'key the line that is missing, or correct its label'",
        ) }},
        release_id,
        table_id,
        cast(null as integer) as line_number,
        identity_id,
        subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from results
    where
        status = 'incomplete'
        and scope in ('calculation', 'table', 'statement')
        and left_value is not null
        and right_value is not null
        and (
            is_exact
            or scope = 'calculation'
            or exists (
                select 1 from complete_tables
                where
                    {{ same('complete_tables', 'results', [
                        'company_key', 'identity_id', 'table_id',
                    ]) }}
            )
        )
),

unused_exceptions as (
    select
        {{ finding(
            'identity', 'unused_exception', 'identity_id',
            plain_number('difference'), "'this difference, to the last unit'",
            look_up ~ " || ', or delete the row of exceptions.csv'",
        ) }},
        release_id,
        cast(null as varchar) as table_id,
        cast(null as integer) as line_number,
        identity_id,
        subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from {{ ref('known_exceptions') }}
    where not is_used
),

unproven_mends as (
    select
        {{ finding(
            'identity', 'unproven_mend', 'note', 'null',
            "'an evaluation of ' || identity_id
            || ' with this line that holds, and none that is violated'",
            "'mend the line otherwise, or name the identity that proves it'",
        ) }},
        release_id,
        table_id,
        line_number,
        identity_id,
        cast(null as varchar) as subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from {{ ref('mends') }}
    where holding_count = 0 or violated_count > 0
),

-- An amount column of a statement that its issuer foots exactly has a footing
-- that holds exactly, so that no identity can quietly go away.
footings as (
    select * from {{ ref('identities') }}
    where
        scope in ('calculation', 'table')
        and kind = 'footing'
        and relation = 'equal'
),

-- What a company's table is known to add up to, in this release or another.
footed_tables as (
    select
        releases.company_key,
        calculations.table_id
    from {{ ref('stg_release__calculations') }} as calculations
    inner join {{ ref('stg_release__releases') }} as releases
        on calculations.release_id = releases.release_id
    group by 1, 2
),

exact_footings as (
    select results.*
    from {{ ref('identity_results') }} as results
    inner join footings on results.identity_id = footings.identity_id
    where results.status = 'exact'
),

exact_columns as (
    select
        figures.release_id,
        figures.table_id,
        figures.column_number
    from {{ ref('int_figures') }} as figures
    left join footings
        on
            figures.statement = footings.applies_to
            and figures.company_key
            = coalesce(footings.company_key, figures.company_key)
    left join footed_tables
        on
            figures.company_key = footed_tables.company_key
            and figures.table_id = footed_tables.table_id
    where
        figures.measure = 'amount'
        and figures.is_exact
        and (
            footings.identity_id is not null
            or footed_tables.table_id is not null
        )
    group by 1, 2, 3
),

unproven_columns as (
    select
        {{ finding(
            'identity', 'unproven_column', "'column ' || column_number",
            'null', "'a footing that holds exactly'",
            "'key what is missing, or say in calculations.csv what adds up to "
            ~ "what'",
        ) }},
        release_id,
        table_id,
        cast(null as integer) as line_number,
        cast(null as varchar) as identity_id,
        cast(null as varchar) as subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from exact_columns
    where not exists (
        select 1 from exact_footings
        where
            exact_footings.release_id = exact_columns.release_id
            and exact_footings.table_id = exact_columns.table_id
            and exact_footings.column_number = exact_columns.column_number
    )
),

unequal_totals as (
    select
        {{ finding(
            'control_total', 'unequal_total', 'control_key',
            control_total(
                'figure_count', 'total', 'line_total', 'label_digest'
            ),
            control_total(
                'recorded_figure_count', 'recorded_total',
                'recorded_line_total', 'recorded_label_digest'
            ) ~ " || ' in the second reading'",
            "case when recorded_figure_count is null then 'count and add up the "
            ~ "column in the source, and say so in control_totals.csv: '
            || replace(control_key, '/', ',') || ',count,sum,,,by whom' "
            ~ "else 'compare the column with the source, then correct the row "
            ~ "that is wrong, or control_totals.csv if it is the second reading' "
            ~ "end",
        ) }},
        release_id,
        table_id,
        cast(null as integer) as line_number,
        cast(null as varchar) as identity_id,
        cast(null as varchar) as subject,
        cast(null as varchar) as statement,
        cast(null as integer) as source_line
    from {{ ref('control_results') }}
    where not is_equal
),

all_findings as (
    {{- union_all([
        'input_problems', 'violated_identities', 'unsigned_restatements',
        'incomplete_identities',
        'unused_exceptions', 'unproven_mends', 'unproven_columns',
        'unequal_totals',
    ]) }}
),

-- A number of its release, so that those of a kept one stay what they are.
numbered as (
    select
        *,
        row_number() over (
            partition by release_id
            order by
                family, statement, table_id, line_number, problem, identity_id,
                subject, label, figure
        ) as finding_number
    from all_findings
),

final as (
    select
        concat_ws('/', found.release_id, found.finding_number) as finding_key,
        cast(found.finding_number as integer) as finding_number,
        found.release_id,
        coalesce(releases.has_to_be_sound, true)
        or found.family = 'control_total' as is_blocking,
        found.family,
        found.problem,
        found.statement,
        found.table_id,
        found.line_number,
        found.source_line,
        found.label,
        found.figure,
        found.expected,
        case
            when found.family = 'control_total' and not releases.has_to_be_sound
                then 'import it anew, with --again'
            else found.remedy
        end as remedy,
        found.identity_id,
        found.subject
    from numbered as found
    left join {{ ref('stg_release__releases') }} as releases
        on found.release_id = releases.release_id
)

select * from final
