CREATE TABLE public.integration_connectors (
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

ALTER TABLE public.integration_connectors ENABLE ROW LEVEL SECURITY;

-- (SELECT auth.uid()) is evaluated once a statement, auth.uid() once a row
CREATE POLICY "Allow individual read access"
ON public.integration_connectors
FOR SELECT
USING ((SELECT auth.uid()) = tenant_id);

CREATE POLICY "Allow individual write access"
ON public.integration_connectors
FOR INSERT WITH CHECK ((SELECT auth.uid()) = tenant_id);

CREATE POLICY "Allow individual update access"
ON public.integration_connectors
FOR UPDATE
USING ((SELECT auth.uid()) = tenant_id)
WITH CHECK ((SELECT auth.uid()) = tenant_id);

CREATE POLICY "Allow individual delete access"
ON public.integration_connectors
FOR DELETE
USING ((SELECT auth.uid()) = tenant_id);

CREATE OR REPLACE FUNCTION public.update_updated_at_column()
RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = NOW();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER handle_updated_at
BEFORE UPDATE ON public.integration_connectors
FOR EACH ROW
EXECUTE FUNCTION public.update_updated_at_column();

CREATE INDEX idx_integration_connectors_tenant_id ON public.integration_connectors (tenant_id);
CREATE INDEX idx_integration_connectors_service_name ON public.integration_connectors (service_name);
CREATE INDEX idx_integration_connectors_auth_type ON public.integration_connectors (auth_type);

COMMENT ON TABLE public.integration_connectors IS 'A tenant''s connections to third-party services. Secrets are never here, only the paths where they lie.';
COMMENT ON COLUMN public.integration_connectors.auth_config IS 'Stores authentication configuration. For API Key, it might include the key name, location (header/query), and vault path for the secret. For OAuth2, client ID/secret vault paths, auth/token URLs, etc.';
COMMENT ON COLUMN public.integration_connectors.api_spec IS 'Optional: Stores relevant parts of an OpenAPI spec or other API metadata for the connected service.';
