package io.connectorservice.catalog.entry;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The call that tests a connection; it is cheap and changes nothing.
 *
 * @param call method and path
 * @param body the JSON body; null if there is none
 * @param success the condition that a 2xx response meets if the call succeeded; null if
 * the service's own condition applies
 */
public record ProbeCall(String call, @Nullable ObjectNode body, @Nullable BodyPredicate success) {

	public String method() {
		return this.call.substring(0, this.call.indexOf(' '));
	}

	/** The path below the base URL, possibly with a query. */
	public String path() {
		return this.call.substring(this.call.indexOf(' ') + 1);
	}

}
