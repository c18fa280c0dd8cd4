package io.connectorservice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * Chooses where the demo service listens, before anything is started: the catalog and the
 * egress guard have to know.
 */
final class DemoPort {

	static final String PROPERTY = "connector.local.demo.port";

	static final String ENABLED = "connector.local.demo.enabled";

	static final int USUAL = 3002;

	private static final int ANY = 0;

	private DemoPort() {
	}

	/**
	 * The wanted port, or any other where that is taken.
	 * @param wanted 0 where there is to be no demo service
	 */
	static OptionalInt choose(int wanted) {
		if (wanted == 0) {
			return OptionalInt.empty();
		}
		OptionalInt chosen = probe(wanted);
		return chosen.isPresent() ? chosen : probe(ANY);
	}

	private static OptionalInt probe(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
			return OptionalInt.of(socket.getLocalPort());
		}
		catch (IOException _) {
			return OptionalInt.empty();
		}
	}

}
