-- The table of the plan. Who made it by hand keeps it where it fits; what else is in public is left alone.

DO $$
DECLARE
    fault TEXT;
BEGIN
    SELECT CASE
        WHEN kind NOT IN ('r', 'p') THEN 'it is no table'
        WHEN id_type IS NULL THEN 'it has no column id'
        WHEN id_type <> 'uuid' THEN format('its column id is of type %s', id_type)
        WHEN NOT alone THEN 'its column id is not unique by itself'
    END INTO fault
    FROM (SELECT
        c.relkind AS kind,
        (SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped) AS id_type,
        EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'
                 WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
                   AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS alone
        FROM pg_class c WHERE c.oid = to_regclass('public.tenants')) AS tenants;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'public.tenants cannot be referenced, because %: its column id must be a uuid and the key by itself', fault;
    END IF;
END
$$;

CREATE TABLE IF NOT EXISTS public.integration_connectors (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id UUID NOT NULL,
    connector_name TEXT NOT NULL,
    service_name TEXT NOT NULL,
    auth_type TEXT NOT NULL CHECK (auth_type IN ('oauth2', 'apikey', 'basic', 'custom')),
    auth_config JSONB NOT NULL,
    api_spec JSONB,
    scopes TEXT[],
    is_active BOOLEAN DEFAULT TRUE,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    last_connected_at TIMESTAMPTZ,
    last_error JSONB,
    metadata JSONB,

    CONSTRAINT uq_tenant_connector_name UNIQUE (tenant_id, connector_name),
    CONSTRAINT fk_tenant
        FOREIGN KEY (tenant_id)
        REFERENCES public.tenants (id)
        ON DELETE CASCADE
);

DO $$
DECLARE
    fault TEXT;
BEGIN
    SELECT CASE WHEN a.attname IS NULL THEN format('has no column %s', wanted.name)
                ELSE format('has a column %s of type %s in place of %s', wanted.name,
                            format_type(a.atttypid, a.atttypmod), wanted.type) END
    INTO fault
    FROM (VALUES ('id', 'uuid'), ('tenant_id', 'uuid'), ('connector_name', 'text'), ('service_name', 'text'),
                 ('auth_type', 'text'), ('auth_config', 'jsonb'), ('api_spec', 'jsonb'), ('scopes', 'text[]'),
                 ('is_active', 'boolean'), ('created_at', 'timestamp with time zone'),
                 ('updated_at', 'timestamp with time zone'), ('last_connected_at', 'timestamp with time zone'),
                 ('last_error', 'jsonb'), ('metadata', 'jsonb')) AS wanted (name, type)
    LEFT JOIN pg_attribute a ON a.attrelid = 'public.integration_connectors'::regclass
                            AND a.attname = wanted.name AND NOT a.attisdropped
    WHERE a.attname IS NULL OR format_type(a.atttypid, a.atttypmod) <> wanted.type
    LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'public.integration_connectors is there and does not fit: it %', fault;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.integration_connectors'::regclass
                      AND conname = 'uq_tenant_connector_name') THEN
        ALTER TABLE public.integration_connectors
            ADD CONSTRAINT uq_tenant_connector_name UNIQUE (tenant_id, connector_name);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.integration_connectors'::regclass
                      AND conname = 'fk_tenant') THEN
        ALTER TABLE public.integration_connectors
            ADD CONSTRAINT fk_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenants (id) ON DELETE CASCADE;
    END IF;
END
$$;

ALTER TABLE public.integration_connectors ENABLE ROW LEVEL SECURITY;

-- (SELECT auth.uid()) is evaluated once a statement, auth.uid() once a row
DROP POLICY IF EXISTS "Allow individual read access" ON public.integration_connectors;
CREATE POLICY "Allow individual read access"
ON public.integration_connectors
FOR SELECT
USING ((SELECT auth.uid()) = tenant_id);

DROP POLICY IF EXISTS "Allow individual write access" ON public.integration_connectors;
CREATE POLICY "Allow individual write access"
ON public.integration_connectors
FOR INSERT WITH CHECK ((SELECT auth.uid()) = tenant_id);

DROP POLICY IF EXISTS "Allow individual update access" ON public.integration_connectors;
CREATE POLICY "Allow individual update access"
ON public.integration_connectors
FOR UPDATE
USING ((SELECT auth.uid()) = tenant_id)
WITH CHECK ((SELECT auth.uid()) = tenant_id);

DROP POLICY IF EXISTS "Allow individual delete access" ON public.integration_connectors;
CREATE POLICY "Allow individual delete access"
ON public.integration_connectors
FOR DELETE
USING ((SELECT auth.uid()) = tenant_id);

CREATE OR REPLACE FUNCTION connector_service.set_updated_at()
RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = NOW();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS handle_updated_at ON public.integration_connectors;
CREATE TRIGGER handle_updated_at
BEFORE UPDATE ON public.integration_connectors
FOR EACH ROW
EXECUTE FUNCTION connector_service.set_updated_at();

CREATE INDEX IF NOT EXISTS idx_integration_connectors_tenant_id ON public.integration_connectors (tenant_id);
CREATE INDEX IF NOT EXISTS idx_integration_connectors_service_name ON public.integration_connectors (service_name);
CREATE INDEX IF NOT EXISTS idx_integration_connectors_auth_type ON public.integration_connectors (auth_type);

COMMENT ON TABLE public.integration_connectors IS 'A tenant''s connections to third-party services. Secrets are never here, only the paths where they lie.';
COMMENT ON COLUMN public.integration_connectors.auth_config IS 'Stores authentication configuration. For API Key, it might include the key name, location (header/query), and vault path for the secret. For OAuth2, client ID/secret vault paths, auth/token URLs, etc.';
COMMENT ON COLUMN public.integration_connectors.api_spec IS 'Optional: Stores relevant parts of an OpenAPI spec or other API metadata for the connected service.';
