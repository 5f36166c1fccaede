-- No identity is violated: what a release prints adds up, agrees with itself,
-- or is a listed exception. Fails with every violated evaluation.
select * from {{ ref('identity_results') }}
where status = 'violated'
