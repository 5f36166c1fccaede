-- Every key, reference and check that the models of this layer declare in their
-- YAML holds. Fails with each duplicated or null key, each lost reference and
-- each value that is not allowed; see macros/checks/constraints.sql.
{{ broken_constraints('staging') }}
