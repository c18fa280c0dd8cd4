ALTER TABLE connector_service.secret_removals
    ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ADD COLUMN last_code TEXT;
COMMENT ON COLUMN connector_service.secret_removals.next_attempt_at IS 'What cannot be removed is tried again with growing pauses.';
GRANT UPDATE (attempts, next_attempt_at, last_code) ON connector_service.secret_removals TO authenticated;
