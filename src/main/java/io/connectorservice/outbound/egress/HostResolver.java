package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Resolves a host name to its addresses; may block.
 */
@FunctionalInterface
public interface HostResolver {

	/**
	 * Returns all addresses of the name, in the order in which they should be tried.
	 * @throws UnknownHostException if the name has no address
	 */
	List<InetAddress> resolve(String host) throws UnknownHostException;

}
