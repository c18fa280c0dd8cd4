-- What is still to be told to the operator's webhook: written with the change that it tells, gone when it was told.
CREATE TABLE connector_service.webhook_messages (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id TEXT NOT NULL,
    tenant_id UUID NOT NULL,
    connector_id UUID NOT NULL,
    body TEXT NOT NULL CHECK (length(body) <= 4096),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_webhook_messages_due_at ON connector_service.webhook_messages (due_at, id);
CREATE INDEX idx_webhook_messages_connector ON connector_service.webhook_messages (connector_id, id);
CREATE INDEX idx_webhook_messages_created_at ON connector_service.webhook_messages (created_at);
COMMENT ON COLUMN connector_service.webhook_messages.due_at IS 'When it is tried next; while a replica tries it, when that attempt counts as lost.';

ALTER TABLE connector_service.webhook_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.webhook_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant's changes are told" ON connector_service.webhook_messages
    FOR INSERT TO authenticated WITH CHECK ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "The worker tells them" ON connector_service.webhook_messages
    TO connector_worker USING (true) WITH CHECK (true);
GRANT INSERT ON connector_service.webhook_messages TO authenticated;
GRANT SELECT, UPDATE, DELETE ON connector_service.webhook_messages TO connector_worker;
