package io.connectorservice.connector;

import java.util.List;
import java.util.Optional;

import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change of a configuration. Its result depends on the stored configuration.
 */
public interface ConnectorChange {

	/** The configuration after the change; its apiSpec is ignored. */
	ConnectorDraft applyTo(Connector connector);

	/**
	 * The new API description, if the change contains one; a JSON null removes the
	 * description.
	 */
	Optional<JsonNode> apiSpec();

	/** Faults of the change's shape, which are reported together with all others. */
	List<Fault> faults();

	/** Whether the change may be made to this version (If-Match). */
	boolean permits(Connector connector);

	/** The description after the change, if the change contains one. */
	default @Nullable JsonNode newDescription() {
		return apiSpec().filter((spec) -> !spec.isNull()).orElse(null);
	}

}
