package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Name servers that never answer for one name.
 */
public final class HangingHostResolver implements HostResolver {

	public static final String NAME = "hangs.example.com";

	@Override
	public List<InetAddress> resolve(String host) throws UnknownHostException {
		if (host.equals(NAME)) {
			hang();
			throw new UnknownHostException(host);
		}
		return List.of(InetAddress.getAllByName(host));
	}

	private static void hang() {
		try {
			Thread.sleep(60_000);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

}
