package io.connectorservice.connector.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps the gate for large bodies, which are those of configurations.
 */
@Configuration(proxyBeanMethods = false)
class BodyConfiguration implements WebMvcConfigurer {

	private final LargeBodies gate;

	BodyConfiguration(LargeBodies gate) {
		this.gate = gate;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this.gate).addPathPatterns("/api/v1/connectors/**");
	}

	/**
	 * Makes the gate.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Gate {

		@Bean
		LargeBodies largeBodies(BodyLimits limits) {
			int places = LargeBodies.placesIn(Runtime.getRuntime().maxMemory());
			return new LargeBodies(limits.other().toBytes(), places, limits.largePatience());
		}

	}

}
