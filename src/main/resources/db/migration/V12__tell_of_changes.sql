-- Every replica keeps configurations and tokens in memory for a while. Who changes them, whether the service, an
-- operator by SQL or an older version of the service, tells the others with the commit: ids alone, never content.
CREATE FUNCTION connector_service.tell_of_configuration() RETURNS TRIGGER
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('connector_service_changes', 'configuration ' || OLD.tenant_id || ' ' || OLD.id);
    RETURN NULL;
END
$$;

-- Only for these columns: noting that a connection worked is no change, and happens all the time.
CREATE TRIGGER tell_of_change
AFTER UPDATE OF tenant_id, connector_name, service_name, auth_type, auth_config, api_spec, scopes, is_active, metadata
ON public.integration_connectors
FOR EACH ROW EXECUTE FUNCTION connector_service.tell_of_configuration();

CREATE TRIGGER tell_of_removal
AFTER DELETE ON public.integration_connectors
FOR EACH ROW EXECUTE FUNCTION connector_service.tell_of_configuration();

CREATE FUNCTION connector_service.tell_of_tokens() RETURNS TRIGGER
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('connector_service_changes',
        TG_ARGV[0] || ' ' || OLD.tenant_id || ' ' || OLD.connector_id);
    RETURN NULL;
END
$$;

-- leases come and go in the same row, and are nobody else's business
CREATE TRIGGER tell_of_tokens
AFTER UPDATE OF status, token_version ON connector_service.oauth_connections
FOR EACH ROW
WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.token_version IS DISTINCT FROM NEW.token_version)
EXECUTE FUNCTION connector_service.tell_of_tokens('tokens');

CREATE TRIGGER tell_of_disconnection
AFTER DELETE ON connector_service.oauth_connections
FOR EACH ROW EXECUTE FUNCTION connector_service.tell_of_tokens('disconnected');
