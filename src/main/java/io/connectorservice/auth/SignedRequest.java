package io.connectorservice.auth;

import java.util.Set;

import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;

/**
 * A request that carries its credentials, ready to be sent once.
 *
 * @param usedSecrets the secrets that it was signed with
 */
public record SignedRequest(OutboundRequest request, Set<Secret> usedSecrets) {
}
