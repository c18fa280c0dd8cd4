package io.connectorservice.outbound.egress;

import java.net.UnknownHostException;

/**
 * A name was not resolved because too many lookups are in progress; this does not mean
 * that the name is unknown.
 */
public final class LookupsExhaustedException extends UnknownHostException {

	private static final long serialVersionUID = 1L;

}
