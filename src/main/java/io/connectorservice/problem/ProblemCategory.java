package io.connectorservice.problem;

/**
 * Where the cause of a problem lies, and so who can correct it.
 */
enum ProblemCategory {

	/** The request is wrong, or one too many. */
	CALLER,
	/** The connector is switched off, or waits for its user to authorize it. */
	CONNECTOR,
	/** The connector's configuration or secrets have to be corrected. */
	CONFIGURATION,
	/** This service, its database or its secret store fails. */
	OURS,
	/** The external service fails. */
	UPSTREAM,
	/** An earlier response of the external service keeps this service from calling it. */
	REFUSED_HERE

}
