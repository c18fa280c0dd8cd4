package io.connectorservice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import com.sun.net.httpserver.HttpServer;

/**
 * Takes the port of the demo service before anything is started: the catalog and the
 * egress guard have to know it, and nobody else can take it meanwhile.
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
	 * Listens on the wanted port, or on any other where that is taken.
	 * @param wanted 0 where there is to be no demo service
	 */
	static Optional<HttpServer> bind(int wanted) {
		return (wanted == 0) ? Optional.empty() : tryToBind(wanted).or(() -> tryToBind(ANY_PORT));
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
