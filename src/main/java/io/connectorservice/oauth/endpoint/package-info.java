/**
 * Sends requests to token and revocation endpoints of authorization servers (RFC 6749, 5;
 * RFC 7009).
 */
@NamedInterface("endpoint")
@NullMarked
package io.connectorservice.oauth.endpoint;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
