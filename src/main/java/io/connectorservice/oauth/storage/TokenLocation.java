package io.connectorservice.oauth.storage;

import io.connectorservice.secret.SecretPath;

/**
 * The location of a connector's tokens in the secret store.
 *
 * @param document the document
 * @param accessField the document's field for the access token
 * @param refreshField the document's field for the refresh token
 */
public record TokenLocation(SecretPath document, String accessField, String refreshField) {
}
