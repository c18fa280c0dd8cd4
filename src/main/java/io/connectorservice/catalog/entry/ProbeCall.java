package io.connectorservice.catalog.entry;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The call that tests a connection: cheap, and it changes nothing.
 *
 * @param call method and path
 * @param body sent as JSON
 * @param success what a 2xx answer holds then, where the service's own predicate does not
 * say
 */
public record ProbeCall(String call, @Nullable ObjectNode body, @Nullable BodyPredicate success) {

	public String method() {
		return this.call.substring(0, this.call.indexOf(' '));
	}

	/** Below the base URL; may carry a query. */
	public String path() {
		return this.call.substring(this.call.indexOf(' ') + 1);
	}

}
