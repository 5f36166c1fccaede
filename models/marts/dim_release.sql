with

-- What an address has of a release. Without one of them there is none: it is
-- never guessed.
addressed as (
    select
        releases.*,
        sources.document_url as template,
        ltrim(companies.cik, '0') as filer,
        replace(releases.release_id, '-', '') as accession,
        releases.release_id like sources.release_id_like as has_address
    from {{ ref('stg_release__releases') }} as releases
    inner join {{ ref('companies') }} as companies
        on releases.company_key = companies.company_key
    left join {{ ref('sources') }} as sources
        on releases.read_by = sources.read_by
),

filled as (
    select
        *,
        case
            when template like '%{cik}%'
                then replace(template, '{cik}', filer)
            else template
        end as of_filer
    from addressed
),

final as (
    select
        release_id,
        company_key,
        title,
        document,
        published_at,
        corrects,
        currency,
        accounting_standard,
        read_by,
        has_to_be_sound,
        row_number() over (
            partition by company_key, accounting_standard, currency
            order by published_at desc, release_id desc
        ) = 1 as is_latest,
        case
            when has_address
                then replace(
                    replace(of_filer, '{accession}', accession),
                    '{release_id}', release_id
                )
        end as document_url
    from filled
)

select * from final
