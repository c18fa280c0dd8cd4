package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * Logs what a developer can try when the service has started, and where the data is when
 * it ends.
 */
final class LocalModeBanner {

	private static final Logger log = LoggerFactory.getLogger(LocalModeBanner.class);

	private final DevelopmentToken token;

	private final Environment environment;

	LocalModeBanner(DevelopmentToken token, Environment environment) {
		this.token = token;
		this.environment = environment;
	}

	@EventListener
	void logWelcome(ApplicationReadyEvent event) throws IOException {
		this.token.issueToken();
		String demo = Optional.ofNullable(this.environment.getProperty(DemoListener.ENABLED))
			.map((_) -> this.environment.getProperty(DemoListener.PORT))
			.map((port) -> "http://localhost:" + port + ", which the egress guard lets through")
			.orElse("off, as DEMO_PORT is 0");
		log.info("""
				Running locally, for the demo tenant {}.

				  try it          http://localhost:{}
				  demo service    {}
				  your token      in {}

				README shows what to paste next. ^C ends it; what you make is kept.
				""", DevelopmentToken.TENANT, this.environment.getProperty("local.server.port", "3001"), demo,
				findTokenFile());
	}

	@EventListener
	void logFarewell(ContextClosedEvent event) {
		log.info("Ended. What you made is kept in {}", findTokenFile().getParent());
	}

	private Path findTokenFile() {
		Path here = Path.of("").toAbsolutePath();
		Path file = this.token.resolveFile().toAbsolutePath();
		return file.startsWith(here) ? here.relativize(file) : file;
	}

}
