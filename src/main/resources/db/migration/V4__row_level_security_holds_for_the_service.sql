-- The owner is bound by the policies too, and nobody may do what policies cannot see (TRUNCATE).
ALTER TABLE public.integration_connectors FORCE ROW LEVEL SECURITY;
REVOKE ALL ON public.integration_connectors FROM PUBLIC, anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.integration_connectors TO authenticated;

-- What belongs to the service alone lies in its own schema, which Supabase's REST API does not show.
CREATE SCHEMA IF NOT EXISTS connector_service;
GRANT USAGE ON SCHEMA connector_service TO authenticated;

-- Background work that is not any one tenant's runs as this role; it may see queues and nothing else.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'connector_worker') THEN
        CREATE ROLE connector_worker NOLOGIN NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;
GRANT USAGE ON SCHEMA connector_service TO connector_worker;
