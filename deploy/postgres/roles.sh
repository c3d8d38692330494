#!/bin/sh
# Two databases, each owned by a role of its own, and the role that tasks and pages write results as, which init grants
# what they need; passwords from the environment. PostgreSQL's image runs this at its first start. Repeated (docs/en/runbooks/rotate-secrets.md), it sets the roles' passwords to those of the environment.
# The password of a statement would stand in the server's log if it failed: logging of statements is off meanwhile.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres --dbname postgres <<'SQL'
SET log_min_error_statement = panic;
\getenv postgres_password POSTGRES_PASSWORD
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv results_password RESULTS_DB_PASSWORD
\getenv run_password RUN_DB_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['airflow', 'govreport', 'govreport_run']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE postgres PASSWORD :'postgres_password';
ALTER ROLE airflow PASSWORD :'airflow_password';
ALTER ROLE govreport CREATEROLE PASSWORD :'results_password'; -- roles of BI tools (govreport database grant-bi)
ALTER ROLE govreport_run PASSWORD :'run_password';
SELECT format('CREATE DATABASE %I OWNER %I', name, name) FROM unnest(ARRAY['airflow', 'govreport']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec
REVOKE CONNECT ON DATABASE airflow, govreport FROM PUBLIC;
SQL
