package io.connectorservice.oauth.storage;

import io.connectorservice.secret.SecretPath;
import org.jspecify.annotations.Nullable;

/**
 * The location of a connector's tokens in the secret store.
 *
 * @param document the document
 * @param accessField the document's field for the access token
 * @param refreshField the document's field for the refresh token
 * @param oauthApp the OAuth app of the operator that the connector uses; null if it has a
 * client of its own
 */
public record TokenLocation(SecretPath document, String accessField, String refreshField, @Nullable String oauthApp) {
}
