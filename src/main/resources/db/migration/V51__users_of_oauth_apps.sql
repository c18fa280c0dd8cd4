-- Before an OAuth app is removed, the worker counts the connectors that use it and ends their connections. It sees
-- nothing but the ids of oauth2 connectors without a client and endpoints of their own.
CREATE POLICY "The worker finds users of OAuth apps" ON public.integration_connectors
    FOR SELECT TO connector_worker
    USING (auth_type = 'oauth2'
       AND auth_config ->> 'client_id' IS NULL AND auth_config ->> 'client_id_vault_path' IS NULL
       AND auth_config ->> 'auth_url' IS NULL AND auth_config ->> 'token_url' IS NULL);
GRANT USAGE ON SCHEMA public TO connector_worker;
GRANT SELECT (id, tenant_id, service_name) ON public.integration_connectors TO connector_worker;

CREATE POLICY "The worker finds connections of OAuth apps" ON connector_service.oauth_connections
    FOR SELECT TO connector_worker USING (true);
CREATE POLICY "The worker ends connections of OAuth apps" ON connector_service.oauth_connections
    FOR UPDATE TO connector_worker USING (true) WITH CHECK (status = 'reauthorization_required');
GRANT SELECT (connector_id, tenant_id, status), UPDATE (status, refusal_text, updated_at)
    ON connector_service.oauth_connections TO connector_worker;
