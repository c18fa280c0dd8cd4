-- An authorization counts once the person who began it confirms it.
ALTER TABLE connector_service.oauth_authorizations
    ADD COLUMN subject_digest TEXT,
    ADD COLUMN called_back_at TIMESTAMPTZ;
COMMENT ON COLUMN connector_service.oauth_authorizations.subject_digest IS 'The digest of the subject that began it; NULL if a version before this one began it, which asked for no confirmation.';
COMMENT ON COLUMN connector_service.oauth_authorizations.called_back_at IS 'When the provider granted tokens that wait for a confirmation; expires_at then is the time by which it must come.';
GRANT SELECT (subject_digest, called_back_at) ON connector_service.oauth_authorizations TO authenticated;
GRANT UPDATE (called_back_at, expires_at) ON connector_service.oauth_authorizations TO authenticated;

-- One row for each authorization whose tokens lie in the pending place of the secret store; never a token. It has no
-- foreign key, because the tokens have to be revoked and removed also if their connector or tenant is deleted.
CREATE TABLE connector_service.oauth_confirmations (
    authorization_id UUID PRIMARY KEY,
    tenant_id UUID NOT NULL,
    connector_id UUID NOT NULL,
    config_digest TEXT NOT NULL,
    auth_config JSONB NOT NULL,
    scopes TEXT[] NOT NULL,
    granted_scopes TEXT[],
    connection_data JSONB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('storing', 'waiting', 'confirming', 'confirmed', 'ending')),
    owner UUID,
    due_at TIMESTAMPTZ NOT NULL,
    end_code TEXT,
    end_detail TEXT
);
CREATE INDEX idx_oauth_confirmations_due_at ON connector_service.oauth_confirmations (due_at);
CREATE INDEX idx_oauth_confirmations_connector_id ON connector_service.oauth_confirmations (connector_id);
CREATE INDEX idx_oauth_confirmations_tenant_id ON connector_service.oauth_confirmations (tenant_id, due_at);
COMMENT ON COLUMN connector_service.oauth_confirmations.auth_config IS 'The configuration that the tokens were granted under, by which they are revoked; it holds paths of secrets and no secret.';
COMMENT ON COLUMN connector_service.oauth_confirmations.owner IS 'The attempt that stores, confirms or ends it now.';
COMMENT ON COLUMN connector_service.oauth_confirmations.due_at IS 'While it waits, the time by which it must be confirmed; while an attempt is under way, the time at which that attempt counts as lost.';

ALTER TABLE connector_service.oauth_confirmations ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.oauth_confirmations FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant's own" ON connector_service.oauth_confirmations
    TO authenticated USING ((SELECT auth.uid()) = tenant_id) WITH CHECK ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "The worker claims what is due" ON connector_service.oauth_confirmations
    TO connector_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON connector_service.oauth_confirmations TO authenticated;
GRANT SELECT, UPDATE (state, owner, due_at, end_code, end_detail) ON connector_service.oauth_confirmations TO connector_worker;

-- The status that callers see. A connector that works goes on working while new tokens wait for their confirmation.
CREATE FUNCTION connector_service.connection_status(connector UUID) RETURNS TEXT
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN kept.status = 'connected' THEN kept.status
        WHEN EXISTS (SELECT FROM connector_service.oauth_confirmations AS pending
                      WHERE pending.connector_id = connector
                        AND (pending.state IN ('confirming', 'confirmed')
                             OR (pending.state = 'waiting' AND pending.due_at > now()))) THEN 'confirmation_required'
        ELSE coalesce(kept.status, 'not_connected') END
      FROM (SELECT) AS always
      LEFT JOIN connector_service.oauth_connections AS kept ON kept.connector_id = connector
$$;
