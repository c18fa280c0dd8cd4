/**
 * A service that keeps tenants' connections to third parties and uses them without ever
 * handing out a secret.
 */
@NullMarked
package io.connectorservice;

import org.jspecify.annotations.NullMarked;
