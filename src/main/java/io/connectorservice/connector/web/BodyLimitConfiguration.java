package io.connectorservice.connector.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps the gate for large bodies, which are those of configurations.
 */
@Configuration(proxyBeanMethods = false)
class BodyLimitConfiguration implements WebMvcConfigurer {

	private final LargeBodyLimiter gate;

	BodyLimitConfiguration(LargeBodyLimiter gate) {
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
		LargeBodyLimiter largeBodies(BodyLimits limits) {
			int places = LargeBodyLimiter.computePermits(Runtime.getRuntime().maxMemory());
			return new LargeBodyLimiter(limits.other().toBytes(), places, limits.largePatience());
		}

	}

}
