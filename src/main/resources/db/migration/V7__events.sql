-- What happened with a connector: who, when, how it ended; never content. Outlives the connector.
CREATE TABLE connector_service.connector_events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id UUID NOT NULL,
    connector_id UUID NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure')),
    code TEXT,
    upstream_status INTEGER,
    request_id TEXT,
    occurred_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_connector_events_newest
ON connector_service.connector_events (tenant_id, connector_id, id DESC);
CREATE INDEX idx_connector_events_occurred_at ON connector_service.connector_events (occurred_at);

ALTER TABLE connector_service.connector_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.connector_events FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant sees its own" ON connector_service.connector_events
    FOR SELECT TO authenticated USING ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "A tenant's work is noted for it" ON connector_service.connector_events
    FOR INSERT TO authenticated WITH CHECK ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "The worker clears what is old" ON connector_service.connector_events
    TO connector_worker USING (true);
GRANT SELECT, INSERT ON connector_service.connector_events TO authenticated;
GRANT SELECT, DELETE ON connector_service.connector_events TO connector_worker;
