package io.connectorservice.outbound.egress;

import java.net.ConnectException;

/**
 * Carries the egress guard's refusal through Netty to the caller.
 */
public final class EgressRefusedException extends ConnectException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	EgressRefusedException(String reason) {
		super(reason);
		this.reason = reason;
	}

	public String reason() {
		return this.reason;
	}

}
