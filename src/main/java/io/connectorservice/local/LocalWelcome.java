package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * Greets a developer with a token and a line to paste.
 */
final class LocalWelcome {

	private static final Logger log = LoggerFactory.getLogger(LocalWelcome.class);

	private final DevelopmentToken token;

	private final Environment environment;

	LocalWelcome(DevelopmentToken token, Environment environment) {
		this.token = token;
		this.environment = environment;
	}

	@EventListener(ApplicationReadyEvent.class)
	void greet() throws IOException {
		String token = this.token.issue();
		String port = this.environment.getProperty("local.server.port", "3001");
		log.info("""
				Running locally, for the demo tenant {}.

				  API page    http://localhost:{}/swagger-ui.html
				  token       {}
				  also in     {}

				Paste this to see it answer:

				  curl -H "Authorization: Bearer $(cat {})" http://localhost:{}/api/v1/connectors/configurations
				""", DevelopmentToken.TENANT, port, token, shown(), shown(), port);
	}

	private Path shown() {
		Path here = Path.of("").toAbsolutePath();
		Path file = this.token.file().toAbsolutePath();
		return file.startsWith(here) ? here.relativize(file) : file;
	}

}
