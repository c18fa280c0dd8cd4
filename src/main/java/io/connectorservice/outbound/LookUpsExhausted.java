package io.connectorservice.outbound;

import java.net.UnknownHostException;

/**
 * A name was not looked up because too many others are; that says nothing about the name.
 */
final class LookUpsExhausted extends UnknownHostException {

	private static final long serialVersionUID = 1L;

}
