package io.connectorservice.connector.web;

import java.time.Duration;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts the gate for large bodies before all that takes some.
 */
@Configuration(proxyBeanMethods = false)
class BodyConfiguration implements WebMvcConfigurer {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final BodyLimits limits;

	BodyConfiguration(BodyLimits limits) {
		this.limits = limits;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		int places = LargeBodies.placesIn(Runtime.getRuntime().maxMemory());
		registry.addInterceptor(new LargeBodies(this.limits.other().toBytes(), places, PATIENCE))
			.addPathPatterns("/api/v1/connectors/**");
	}

}
