-- What the database knows of a connector's tokens: never a token. They lie in the secret store.
CREATE TABLE connector_service.oauth_connections (
    connector_id UUID PRIMARY KEY REFERENCES public.integration_connectors (id) ON DELETE CASCADE,
    tenant_id UUID NOT NULL,
    status TEXT NOT NULL DEFAULT 'not_connected'
        CHECK (status IN ('not_connected', 'connected', 'reauthorization_required')),
    token_version INTEGER,
    expires_at TIMESTAMPTZ,
    granted_scopes TEXT[],
    refreshing_by UUID,
    refreshing_until TIMESTAMPTZ,
    failures INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON COLUMN connector_service.oauth_connections.token_version IS 'The version of the tokens'' document that the status speaks of.';
COMMENT ON COLUMN connector_service.oauth_connections.refreshing_until IS 'A lease by the database''s clock: until then one process alone may ask for a new token.';

ALTER TABLE connector_service.oauth_connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.oauth_connections FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant's own" ON connector_service.oauth_connections
    TO authenticated USING ((SELECT auth.uid()) = tenant_id) WITH CHECK ((SELECT auth.uid()) = tenant_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON connector_service.oauth_connections TO authenticated;

-- Authorization flows that were begun. The state itself is not here, only its hash; what is sealed opens
-- only with the state.
CREATE TABLE connector_service.oauth_authorizations (
    state_hash TEXT PRIMARY KEY,
    tenant_id UUID NOT NULL,
    connector_id UUID NOT NULL REFERENCES public.integration_connectors (id) ON DELETE CASCADE,
    connector_version BIGINT NOT NULL,
    sealed_verifier TEXT NOT NULL,
    return_url TEXT,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX idx_oauth_authorizations_connector_id ON connector_service.oauth_authorizations (connector_id);
CREATE INDEX idx_oauth_authorizations_expires_at ON connector_service.oauth_authorizations (expires_at);

ALTER TABLE connector_service.oauth_authorizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.oauth_authorizations FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant begins its own" ON connector_service.oauth_authorizations
    FOR INSERT TO authenticated WITH CHECK ((SELECT auth.uid()) = tenant_id);
-- who comes back from the provider brings a state and no token: the worker takes it, once
CREATE POLICY "The worker takes a state" ON connector_service.oauth_authorizations
    TO connector_worker USING (true);
GRANT INSERT ON connector_service.oauth_authorizations TO authenticated;
GRANT SELECT, DELETE ON connector_service.oauth_authorizations TO connector_worker;
