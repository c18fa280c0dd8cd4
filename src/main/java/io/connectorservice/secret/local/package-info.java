/**
 * Secrets in encrypted files, for local mode.
 */
@NullMarked
package io.connectorservice.secret.local;

import org.jspecify.annotations.NullMarked;
