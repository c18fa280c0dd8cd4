package io.connectorservice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import com.sun.net.httpserver.HttpServer;

/**
 * Binds the demo service's port before the application starts: the catalog and the egress
 * guard need to know it, and no other process can take it meanwhile.
 */
final class DemoListener {

	static final String PORT = "connector.local.demo.port";

	static final String ENABLED = "connector.local.demo.enabled";

	static final int USUAL_PORT = 3002;

	private static final int ANY_PORT = 0;

	private static final int BACKLOG = 256;

	private DemoListener() {
	}

	/**
	 * Listens on the given port, or on a free one if it is taken.
	 * @param port the port; 0 disables the demo service
	 */
	static Optional<HttpServer> bind(int port) {
		return (port == 0) ? Optional.empty() : tryToBind(port).or(() -> tryToBind(ANY_PORT));
	}

	private static Optional<HttpServer> tryToBind(int port) {
		try {
			return Optional
				.of(HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG));
		}
		catch (IOException _) {
			return Optional.empty();
		}
	}

}
