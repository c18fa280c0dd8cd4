package io.connectorservice.external;

import java.util.List;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;

/**
 * A third-party service. {@link HttpExternalService} handles every service that a
 * configuration and an API description can describe. A service that needs code gets an
 * implementation of its own, as a bean that is ordered before it.
 */
public interface ExternalService {

	/** Whether this class handles the service of that name. */
	boolean supports(String serviceName);

	/**
	 * Validates a configuration without calling the service.
	 * @return faults with pointers into the configuration
	 */
	List<Fault> findFaults(ServiceConnection draft);

	/**
	 * Makes one authenticated call that changes nothing.
	 * @throws ProblemException where the service does not answer, or answers 5xx
	 */
	ProbeResult testConnection(ServiceConnection connection);

	/**
	 * Reads a resource.
	 * @throws ProblemException for every response but 2xx, and for no response
	 */
	ServiceResponse fetchData(ServiceConnection connection, DataRequest request);

	/**
	 * Performs an action. An action that is not idempotent is never sent twice.
	 * @throws ProblemException for every response but 2xx, and for no response;
	 * OUTCOME_UNKNOWN where the action may have been performed
	 */
	ServiceResponse performAction(ServiceConnection connection, ActionRequest request);

	/** Describes the actions that the connector offers. */
	ApiDescription describeActions(ServiceConnection connection);

}
