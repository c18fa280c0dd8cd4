ALTER TABLE connector_service.connector_events
    ADD COLUMN actor TEXT,
    ADD COLUMN duration_ms BIGINT,
    ADD COLUMN occurrences INTEGER NOT NULL DEFAULT 1;
COMMENT ON COLUMN connector_service.connector_events.actor IS 'user:{subject of the token}, service_role, or worker for what nobody asked for.';
COMMENT ON COLUMN connector_service.connector_events.occurrences IS 'How often it happened: the same failure again and again is one row in a while.';

-- Only what keeps a connector from working counts, and it counts as working again a while after: so this turns
-- seldom, where last_error may come and go with every call.
ALTER TABLE public.integration_connectors ADD COLUMN failing_since TIMESTAMPTZ;
COMMENT ON COLUMN public.integration_connectors.failing_since IS 'Since when nothing works; NULL while it does.';

ALTER TABLE connector_service.oauth_authorizations ADD COLUMN begun_by TEXT;
