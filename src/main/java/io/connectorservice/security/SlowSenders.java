package io.connectorservice.security;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Has the container cut slow senders, and read no body of its own accord.
 */
@Component
final class SlowSenders implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private final CallerSettings settings;

	SlowSenders(CallerSettings settings) {
		this.settings = settings;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.setProtocol(PunctualProtocol.class.getName());
		factory.addConnectorCustomizers((connector) -> {
			// looking for a parameter would read a form past every deadline
			connector.setParseBodyMethods("");
			((PunctualProtocol) connector.getProtocolHandler()).setHeadTimeout(this.settings.headTimeout());
		});
	}

}
