#!/bin/sh
# Prepares Vault for the service: the mount, the policy, the AppRole that it logs in with and a demo secret.
# May run again at any time.
set -eu

here=$(dirname "$0")

vault secrets list | grep -q '^kv/' || vault secrets enable -path=kv -version=2 kv
vault policy write connector-service "$here/connector-service.hcl"

vault auth list | grep -q '^approle/' || vault auth enable approle
vault write auth/approle/role/connector-service token_policies=connector-service token_ttl=1h token_max_ttl=24h
vault write auth/approle/role/connector-service/role-id role_id="$VAULT_ROLE_ID"
# given ids, because .env holds both ends here; elsewhere let Vault make the secret id
said=$(vault write auth/approle/role/connector-service/custom-secret-id secret_id="$VAULT_SECRET_ID" 2>&1) ||
  case $said in
  *"already registered"*) ;;
  *)
    echo "$said" >&2
    exit 1
    ;;
  esac

vault kv put -mount=kv "tenant_$DEMO_TENANT_ID/demo" value="$DEMO_API_KEY"
