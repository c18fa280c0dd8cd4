package io.connectorservice.external.call;

import io.connectorservice.auth.RefusedCredentials;
import io.connectorservice.outbound.OutboundRequest;

/**
 * One call of a service on its way through the pipeline.
 *
 * @param connection the connector and the service that are called
 * @param request what is sent; signed only after the last step
 * @param repeatable whether the service may receive the call more than once
 * @param refusedCredentials the credentials that the service refused just before
 */
public record ServiceCall(ServiceConnection connection, OutboundRequest request, boolean repeatable,
		RefusedCredentials refusedCredentials) {

	/** A call that has not been tried yet. */
	public static ServiceCall of(ServiceConnection connection, OutboundRequest request, boolean repeatable) {
		return new ServiceCall(connection, request, repeatable, RefusedCredentials.NONE);
	}

	ServiceCall withRequest(OutboundRequest request) {
		return new ServiceCall(this.connection, request, this.repeatable, this.refusedCredentials);
	}

	ServiceCall withRefusedCredentials(RefusedCredentials refused) {
		return new ServiceCall(this.connection, this.request, this.repeatable, refused);
	}

}
