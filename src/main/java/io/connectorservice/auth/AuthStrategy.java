package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * One way of signing outbound calls. Adding a way is adding one bean of this type: it is
 * then what {@code auth_type} or, under {@code custom}, {@code auth_config.strategy}
 * names. Implementations hold no state and are called by many threads.
 */
public interface AuthStrategy {

	/** The name by which configurations ask for it, in snake_case. */
	String name();

	/** The shape of {@code auth_config}, without {@code strategy}. */
	JsonSchema configurationSchema();

	/**
	 * Finds what the shape cannot say.
	 * @param config an {@code auth_config} of the right shape
	 * @return faults with pointers relative to it
	 */
	default List<Fault> findFaults(JsonNode config) {
		return List.of();
	}

	/**
	 * The secrets that the configuration uses or could use, each with the place where it
	 * names the vault path.
	 * @param config an {@code auth_config} of the right shape
	 */
	List<SecretField> secretFields(JsonNode config);

	/**
	 * Adds the credential to a call.
	 * @return the signed call; everything secret in it is marked as such, so that it is
	 * masked in whatever comes back
	 * @throws ProblemException SECRET_MISSING, SECRET_UNUSABLE, SECRET_STORE_UNAVAILABLE
	 * or CONFIGURATION_INVALID
	 */
	OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials);

}
