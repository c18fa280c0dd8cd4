package io.connectorservice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import com.sun.net.httpserver.HttpServer;

/**
 * The demo service's server, bound before the application starts: the catalog and the
 * egress guard need to know the port, and no other process can take it meanwhile.
 */
record DemoListener(HttpServer server) {

	static final String PORT = "connector.local.demo.port";

	static final String ENABLED = "connector.local.demo.enabled";

	static final int USUAL_PORT = 3002;

	private static final int ANY_PORT = 0;

	private static final int BACKLOG = 256;

	/**
	 * Listens on the given port, or on a free one if it is taken.
	 * @param port the port; 0 disables the demo service
	 */
	static Optional<DemoListener> bind(int port) {
		return (port == 0) ? Optional.empty() : tryToBind(port).or(() -> tryToBind(ANY_PORT));
	}

	private static Optional<DemoListener> tryToBind(int port) {
		try {
			return Optional.of(new DemoListener(
					HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG)));
		}
		catch (IOException _) {
			return Optional.empty();
		}
	}

	int port() {
		return this.server.getAddress().getPort();
	}

}
