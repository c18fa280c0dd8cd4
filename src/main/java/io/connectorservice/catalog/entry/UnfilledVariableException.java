package io.connectorservice.catalog.entry;

import io.connectorservice.problem.Fault;

/**
 * Thrown when the connector's metadata lacks a valid value for a variable of the
 * service's URL.
 */
public final class UnfilledVariableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String variable;

	private final String expectation;

	UnfilledVariableException(String variable, String expectation) {
		super("metadata." + variable + " " + expectation);
		this.variable = variable;
		this.expectation = expectation;
	}

	/** The variable's name. */
	public String variable() {
		return this.variable;
	}

	/** The fault for the caller: what to change, and where. */
	public Fault toFault() {
		String pointer = "/metadata/" + this.variable.replace("~", "~0").replace("/", "~1");
		return new Fault(pointer, this.expectation + ", because it is part of the service's address");
	}

}
