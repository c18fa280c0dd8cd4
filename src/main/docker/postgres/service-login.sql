-- The login of the service: it may become a tenant's role, which the migrations grant it, and is nothing by itself.
-- Runs at every start, so that a new password in .env takes effect.
\set ON_ERROR_STOP on
\getenv password CONNECTOR_SERVICE_DB_PASSWORD
SELECT 'CREATE ROLE connector_service LOGIN NOINHERIT'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'connector_service')
\gexec
ALTER ROLE connector_service LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'password';
