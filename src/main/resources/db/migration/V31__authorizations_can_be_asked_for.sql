-- How an authorization ended can be asked for, and is shown again to a browser that comes back with it; only what
-- matters to it ends it. Older processes go on writing what they know until they are replaced.
ALTER TABLE connector_service.oauth_authorizations
    ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN config_digest TEXT,
    ADD COLUMN taken_at TIMESTAMPTZ,
    ADD COLUMN ended_at TIMESTAMPTZ,
    ADD COLUMN connected BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN code TEXT,
    ADD COLUMN detail TEXT,
    ADD COLUMN provider_error TEXT,
    ALTER COLUMN connector_version DROP NOT NULL;
CREATE UNIQUE INDEX idx_oauth_authorizations_id ON connector_service.oauth_authorizations (id);
COMMENT ON COLUMN connector_service.oauth_authorizations.config_digest IS 'Of the parts of the configuration that it was begun with; endpoints that were changed since are not trusted with its code.';
COMMENT ON COLUMN connector_service.oauth_authorizations.taken_at IS 'When its callback came: each is taken once.';

-- what is sealed, and the state's hash, stay with the worker
CREATE POLICY "A tenant asks for its own" ON connector_service.oauth_authorizations
    FOR SELECT TO authenticated USING ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "A tenant's own ends" ON connector_service.oauth_authorizations
    FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = tenant_id) WITH CHECK ((SELECT auth.uid()) = tenant_id);
GRANT SELECT (id, tenant_id, connector_id, expires_at, ended_at, connected, code, detail, provider_error)
    ON connector_service.oauth_authorizations TO authenticated;
GRANT UPDATE (sealed_verifier, ended_at, connected, code, detail, provider_error)
    ON connector_service.oauth_authorizations TO authenticated;
GRANT UPDATE (taken_at) ON connector_service.oauth_authorizations TO connector_worker;

ALTER TABLE connector_service.connector_events ADD COLUMN authorization_id UUID;
