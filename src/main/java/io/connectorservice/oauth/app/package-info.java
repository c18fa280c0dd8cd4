/**
 * OAuth apps of the operator: the client that the company registered once at a service
 * and that its tenants' connectors use.
 */
@NullMarked
package io.connectorservice.oauth.app;

import org.jspecify.annotations.NullMarked;
