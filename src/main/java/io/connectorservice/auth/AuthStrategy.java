package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * A strategy for signing outbound calls. To add one, declare a bean of this type;
 * configurations then select it by its name in {@code auth_type} or, under
 * {@code custom}, in {@code auth_config.strategy}. Implementations hold no state and are
 * called by many threads.
 */
public interface AuthStrategy {

	/** The name by which configurations select the strategy, in snake_case. */
	String name();

	/** The JSON schema of {@code auth_config}, without {@code strategy}. */
	JsonSchema configurationSchema();

	/**
	 * Finds faults that the schema cannot express.
	 * @param config an {@code auth_config} of the right shape
	 * @return faults with pointers relative to {@code config}
	 */
	default List<Fault> findFaults(JsonNode config) {
		return List.of();
	}

	/**
	 * The secrets that the configuration uses or could use, each with a pointer to the
	 * field for its vault path.
	 * @param config an {@code auth_config} of the right shape
	 */
	List<SecretField> secretFields(JsonNode config);

	/**
	 * Adds the credential to a call.
	 * @return the signed call; every secret value in it is marked as such, so that it is
	 * masked in responses and errors
	 * @throws ProblemException SECRET_MISSING, SECRET_UNUSABLE, SECRET_STORE_UNAVAILABLE
	 * or CONFIGURATION_INVALID
	 */
	OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials);

}
