package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks up the addresses of a name; may block.
 */
@FunctionalInterface
public interface HostResolver {

	/**
	 * Every address of the name, in the order to try them.
	 * @throws UnknownHostException where it has none
	 */
	List<InetAddress> resolve(String host) throws UnknownHostException;

}
