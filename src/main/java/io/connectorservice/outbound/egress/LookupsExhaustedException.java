package io.connectorservice.outbound.egress;

import java.net.UnknownHostException;

/**
 * A name was not looked up because too many others are; that says nothing about the name.
 */
public final class LookupsExhaustedException extends UnknownHostException {

	private static final long serialVersionUID = 1L;

}
