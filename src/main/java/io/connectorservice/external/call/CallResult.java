package io.connectorservice.external.call;

import java.util.Set;

import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.secret.Secret;

/**
 * How a call ended.
 *
 * @param response what the service answered
 * @param usedSecrets the secrets that the call was signed with
 */
record CallResult(OutboundResponse response, Set<Secret> usedSecrets) {

	CallResult withUsedSecrets(Set<Secret> secrets) {
		return new CallResult(this.response, secrets);
	}

	int status() {
		return this.response.status();
	}

}
