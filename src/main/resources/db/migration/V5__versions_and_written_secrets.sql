ALTER TABLE public.integration_connectors
    ADD COLUMN version BIGINT NOT NULL DEFAULT 1,
    ADD COLUMN api_server JSONB,
    ADD COLUMN api_spec_digest TEXT,
    ADD COLUMN written_secret_paths TEXT[] NOT NULL DEFAULT '{}';

COMMENT ON COLUMN public.integration_connectors.version IS 'Counts changes of the configuration, whoever makes them; the ETag.';
COMMENT ON COLUMN public.integration_connectors.api_server IS 'api_spec.servers[0], kept apart because a description can be 16 MiB.';
COMMENT ON COLUMN public.integration_connectors.api_spec_digest IS 'Names the content of api_spec, so that equal ones are read once.';
COMMENT ON COLUMN public.integration_connectors.written_secret_paths IS 'Secrets that the service itself wrote for this connector and removes with it.';

-- Only for these columns: noting that a connection worked is no change of the configuration.
CREATE FUNCTION connector_service.count_version() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.version = OLD.version + 1;
    RETURN NEW;
END
$$;
CREATE TRIGGER count_version
BEFORE UPDATE OF connector_name, service_name, auth_type, auth_config, api_spec, scopes, is_active, metadata
ON public.integration_connectors
FOR EACH ROW EXECUTE FUNCTION connector_service.count_version();

CREATE FUNCTION connector_service.note_api_spec() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.api_server = NEW.api_spec #> '{servers,0}';
    NEW.api_spec_digest = encode(sha256(convert_to(NEW.api_spec::text, 'UTF8')), 'hex');
    RETURN NEW;
END
$$;
CREATE TRIGGER note_api_spec
BEFORE INSERT OR UPDATE OF api_spec
ON public.integration_connectors
FOR EACH ROW EXECUTE FUNCTION connector_service.note_api_spec();

-- A page of a tenant's connectors, newest first, whatever the number of other tenants.
CREATE INDEX idx_integration_connectors_newest
ON public.integration_connectors (tenant_id, created_at DESC, id DESC);
