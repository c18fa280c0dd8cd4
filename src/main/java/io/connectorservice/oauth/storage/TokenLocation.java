package io.connectorservice.oauth.storage;

import io.connectorservice.secret.SecretPath;

/**
 * Where a connector's tokens lie in the secret store.
 *
 * @param document the document
 * @param accessField its field with the access token
 * @param refreshField its field with the refresh token
 */
public record TokenLocation(SecretPath document, String accessField, String refreshField) {
}
