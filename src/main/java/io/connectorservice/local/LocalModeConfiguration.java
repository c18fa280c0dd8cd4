package io.connectorservice.local;

import java.io.IOException;
import java.time.Clock;

import io.connectorservice.security.token.ExpectedClaims;
import io.connectorservice.security.token.TokenKeys;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Configures local mode: a database if none is set, and a development token.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(LocalMode.ENABLED)
class LocalModeConfiguration {

	@Bean
	DevelopmentToken developmentToken(LocalSettings settings, ExpectedClaims expected, Clock clock) throws IOException {
		return new DevelopmentToken(settings, expected, clock);
	}

	@Bean
	TokenKeys developmentKeys(DevelopmentToken token) {
		return token.createTokenKeys();
	}

	/** Redirects browsers that open the root URL to a page where the API can be tried. */
	@Bean
	WebMvcConfigurer firstPage() {
		return new WebMvcConfigurer() {

			@Override
			public void addViewControllers(ViewControllerRegistry registry) {
				registry.addRedirectViewController("/", "/swagger-ui.html");
			}

		};
	}

	@Bean
	LocalModeBanner localWelcome(DevelopmentToken token, Environment environment) {
		return new LocalModeBanner(token, environment);
	}

}
