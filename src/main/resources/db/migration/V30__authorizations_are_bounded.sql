-- A tenant's begun authorizations are counted at each new one.
CREATE INDEX idx_oauth_authorizations_tenant_id ON connector_service.oauth_authorizations (tenant_id, expires_at);
