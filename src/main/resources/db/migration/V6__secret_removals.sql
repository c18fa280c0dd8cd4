-- Secrets outlive no connector: what is to be removed is noted in the transaction that deletes the row,
-- also when a tenant is deleted, and removed from the store as soon as the store can be reached.
CREATE TABLE connector_service.secret_removals (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id UUID NOT NULL,
    path TEXT NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_secret_removals_tenant_id ON connector_service.secret_removals (tenant_id);

ALTER TABLE connector_service.secret_removals ENABLE ROW LEVEL SECURITY;
ALTER TABLE connector_service.secret_removals FORCE ROW LEVEL SECURITY;
CREATE POLICY "A tenant works off its own" ON connector_service.secret_removals
    TO authenticated USING ((SELECT auth.uid()) = tenant_id) WITH CHECK ((SELECT auth.uid()) = tenant_id);
CREATE POLICY "The worker sees whose turn it is" ON connector_service.secret_removals
    FOR SELECT TO connector_worker USING (true);
-- a tenant that is deleted by the owner cascades to here, through the trigger below
DO $$
BEGIN
    EXECUTE format('CREATE POLICY "The owner notes" ON connector_service.secret_removals FOR INSERT TO %I WITH CHECK (true)',
        current_user);
END
$$;
GRANT SELECT, DELETE ON connector_service.secret_removals TO authenticated;
GRANT SELECT ON connector_service.secret_removals TO connector_worker;

CREATE FUNCTION connector_service.note_secret_removals() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO connector_service.secret_removals (tenant_id, path)
    SELECT OLD.tenant_id, written FROM unnest(OLD.written_secret_paths) AS written;
    RETURN NULL;
END
$$;
CREATE TRIGGER note_secret_removals
AFTER DELETE ON public.integration_connectors
FOR EACH ROW EXECUTE FUNCTION connector_service.note_secret_removals();
