package io.connectorservice.external;

import java.util.List;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;

/**
 * A third-party service. {@link HttpExternalService} serves every service that its
 * configuration and API description can describe; only one that they cannot gets a class
 * of its own, as a bean that is ordered before it.
 */
public interface ExternalService {

	/** Whether this class speaks to the service. */
	boolean supports(String serviceName);

	/**
	 * Finds what in a configuration would not work, without calling anything.
	 * @return faults with pointers into the configuration
	 */
	List<Fault> findFaults(ServiceConnection draft);

	/**
	 * Makes one authenticated call that changes nothing.
	 * @throws ProblemException where the service does not answer, or answers 5xx
	 */
	ProbeResult testConnection(ServiceConnection serviceConnection);

	/**
	 * Reads.
	 * @throws ProblemException for every answer but 2xx, and for none
	 */
	ServiceResponse fetchData(ServiceConnection serviceConnection, DataRequest request);

	/**
	 * Performs an action. What is not idempotent is never sent twice.
	 * @throws ProblemException for every answer but 2xx, and for none; OUTCOME_UNKNOWN
	 * where it may have been done
	 */
	ServiceResponse performAction(ServiceConnection serviceConnection, ActionRequest request);

	/** The actions that the connector has. */
	ApiDescription describeActions(ServiceConnection serviceConnection);

}
