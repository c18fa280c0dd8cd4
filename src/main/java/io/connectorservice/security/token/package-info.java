/**
 * Verifies callers' access tokens and reads the tenant and the roles from them.
 */
@NamedInterface("token")
@NullMarked
package io.connectorservice.security.token;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
