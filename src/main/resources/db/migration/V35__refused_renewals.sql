-- A grant that a provider refuses for long, always in the same words, counts as gone whatever the words are.
ALTER TABLE connector_service.oauth_connections
    ADD COLUMN refusal TEXT,
    ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN refused_since TIMESTAMPTZ,
    ADD COLUMN refusal_text TEXT;
COMMENT ON COLUMN connector_service.oauth_connections.refusal IS 'What the last refusals of a renewal have in common.';
COMMENT ON COLUMN connector_service.oauth_connections.refusal_text IS 'The provider''s own words, without secrets.';
