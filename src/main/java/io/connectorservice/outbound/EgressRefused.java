package io.connectorservice.outbound;

import java.net.ConnectException;

/**
 * The guard's refusal on its way through Netty.
 */
final class EgressRefused extends ConnectException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	EgressRefused(String reason) {
		super(reason);
		this.reason = reason;
	}

	String reason() {
		return this.reason;
	}

}
