/**
 * Secrets in an encrypted file, for local mode.
 */
@NullMarked
package io.connectorservice.secret.local;

import org.jspecify.annotations.NullMarked;
