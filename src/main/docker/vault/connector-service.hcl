# All that the service ever asks of Vault. Its tokens also have Vault's own policy "default", which lets
# them look up, renew and revoke themselves.

# secrets that tenants' connectors use and that the credentials call writes
path "kv/data/tenant_*" {
  capabilities = ["create", "read", "update"]
}

# the operator's OAuth apps, for all tenants; no path of a tenant can name them
path "kv/data/operator/oauth-apps/*" {
  capabilities = ["create", "read", "update"]
}

path "kv/metadata/operator/oauth-apps/*" {
  capabilities = ["delete"]
}

# a secret goes with the connector that it was written for, every version of it
path "kv/metadata/tenant_*" {
  capabilities = ["delete"]
}
