/**
 * The embedded Postgres of local mode.
 */
@NullMarked
package io.connectorservice.local.postgres;

import org.jspecify.annotations.NullMarked;
