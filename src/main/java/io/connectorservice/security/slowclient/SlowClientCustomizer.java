package io.connectorservice.security.slowclient;

import io.connectorservice.security.CallerSettings;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Installs {@link SlowClientProtocol} in Tomcat and switches off its form parsing.
 */
@Component
final class SlowClientCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private final CallerSettings settings;

	SlowClientCustomizer(CallerSettings settings) {
		this.settings = settings;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.setProtocol(SlowClientProtocol.class.getName());
		factory.addConnectorCustomizers((connector) -> {
			// Tomcat would parse a form body on the first access to a parameter, without
			// the deadline of BodyDeadlineFilter.
			connector.setParseBodyMethods("");
			((SlowClientProtocol) connector.getProtocolHandler()).setHeadTimeout(this.settings.headTimeout());
		});
	}

}
