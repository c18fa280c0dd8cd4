package io.connectorservice.security.slowclient;

import io.connectorservice.security.CallerSettings;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Has the container cut slow senders, and read no body of its own accord.
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
			// looking for a parameter would read a form past every deadline
			connector.setParseBodyMethods("");
			((SlowClientProtocol) connector.getProtocolHandler()).setHeadTimeout(this.settings.headTimeout());
		});
	}

}
