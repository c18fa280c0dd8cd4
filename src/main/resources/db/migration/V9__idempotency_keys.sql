-- Which actions were asked for under which Idempotency-Key, and what was answered: kept for a day, without secrets.
CREATE TABLE connector_service.idempotency_keys (
    connector_id UUID NOT NULL REFERENCES public.integration_connectors (id) ON DELETE CASCADE,
    tenant_id UUID NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint TEXT NOT NULL,
    repeatable BOOLEAN NOT NULL,
    state TEXT NOT NULL DEFAULT 'in_flight' CHECK (state IN ('in_flight', 'done')),
    owner UUID NOT NULL,
    in_flight_until TIMESTAMPTZ NOT NULL,
    answer_status INTEGER,
    answer_media_type TEXT,
    answer_body TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (connector_id, tenant_id, key)
);
CREATE INDEX idx_idempotency_keys_expires_at ON connector_service.idempotency_keys (expires_at);
COMMENT ON COLUMN connector_service.idempotency_keys.in_flight_until IS 'A lease by the database''s clock: in flight beyond it, the process that sent the action died, and the outcome is unknown.';
COMMENT ON COLUMN connector_service.idempotency_keys.answer_body IS 'Missing where the answer is larger than is kept.';

ALTER TABLE connector_service.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant's own" ON connector_service.idempotency_keys
    TO authenticated USING ((SELECT auth.uid()) = tenant_id) WITH CHECK ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "The worker clears what has expired" ON connector_service.idempotency_keys
    TO connector_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON connector_service.idempotency_keys TO authenticated;
-- answers are the tenant's alone
GRANT SELECT (connector_id, tenant_id, key, expires_at), DELETE ON connector_service.idempotency_keys TO connector_worker;
