-- OAuth clients that the operator registered at services, one of each for all tenants. Their secrets lie in the
-- secret store, below the operator's own prefix; the table names the place only.
CREATE TABLE connector_service.oauth_apps (
    service_name TEXT PRIMARY KEY CHECK (service_name ~ '^[a-z0-9][a-z0-9-]{0,99}$'),
    client_id TEXT NOT NULL CHECK (length(client_id) <= 1000),
    secret_kind TEXT NOT NULL CHECK (secret_kind IN ('client_secret', 'private_key', 'none')),
    secret_path TEXT CHECK ((secret_path IS NULL) = (secret_kind = 'none')),
    token_endpoint_auth_method TEXT,
    key_id TEXT,
    grant_types TEXT[] NOT NULL DEFAULT '{}',
    scopes TEXT[] NOT NULL DEFAULT '{}',
    authorization_params JSONB NOT NULL DEFAULT '{}',
    token_params JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- There is no tenant to compare with: the role that acts for tenants gets neither a grant nor a policy. The
-- service reads apps for a tenant's connector in a transaction of its own, as the worker.
ALTER TABLE connector_service.oauth_apps ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.oauth_apps FORCE ROW LEVEL SECURITY;
REVOKE ALL ON connector_service.oauth_apps FROM PUBLIC;
CREATE POLICY "The service's own" ON connector_service.oauth_apps TO connector_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON connector_service.oauth_apps TO connector_worker;

-- Replicas cache all apps together, so that the notification needs no name.
CREATE FUNCTION connector_service.notify_of_oauth_apps() RETURNS TRIGGER
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('connector_service_changes',
        'oauth_apps 00000000-0000-0000-0000-000000000000 00000000-0000-0000-0000-000000000000');
    RETURN NULL;
END
$$;

CREATE TRIGGER notify_of_oauth_apps
AFTER INSERT OR UPDATE OR DELETE ON connector_service.oauth_apps
FOR EACH STATEMENT EXECUTE FUNCTION connector_service.notify_of_oauth_apps();
