package io.connectorservice.connector;

import java.util.List;
import java.util.Optional;

import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change of a configuration: what it becomes depends on what it is.
 */
public interface ConnectorChange {

	/** The configuration as it will be; its apiSpec is not looked at. */
	ConnectorDraft applyTo(Connector connector);

	/**
	 * The new API description, where the change is about it: {@code null} node clears it.
	 */
	Optional<JsonNode> apiSpec();

	/** Faults of the change's shape, to be named together with all others. */
	List<Fault> faults();

	/** Whether the change may be made to this version (If-Match). */
	boolean permits(Connector connector);

	/** The description that the connector has afterwards, if the change brings one. */
	default @Nullable JsonNode newDescription() {
		return apiSpec().filter((spec) -> !spec.isNull()).orElse(null);
	}

}
