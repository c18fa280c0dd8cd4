/**
 * Secrets in HashiCorp Vault or OpenBao, over KV version 2.
 */
@NullMarked
package io.connectorservice.secret.vault;

import org.jspecify.annotations.NullMarked;
