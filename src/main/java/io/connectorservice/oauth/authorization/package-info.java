/**
 * The authorization code flow: begin, callback, outcome (RFC 6749, 4.1; RFC 7636; RFC
 * 9207).
 */
@NamedInterface("authorization")
@NullMarked
package io.connectorservice.oauth.authorization;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
