package io.connectorservice.connector.web;

import java.util.List;

import io.connectorservice.web.BodyLimits;
import org.springdoc.core.utils.SpringDocUtils;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Registers the arguments and responses that only connectors' controllers have, and the
 * limit on large bodies.
 */
@Configuration(proxyBeanMethods = false)
class ConnectorWebConfiguration implements WebMvcConfigurer {

	static {
		SpringDocUtils.getConfig()
			.addRequestWrapperToIgnore(ConfigurationRequest.class, IdempotencyKey.class, ServiceQuery.class);
	}

	private final LargeBodyLimiter largeBodies;

	private final BodyLimits limits;

	private final JsonMapper json;

	ConnectorWebConfiguration(LargeBodyLimiter largeBodies, BodyLimits limits, JsonMapper json) {
		this.largeBodies = largeBodies;
		this.limits = limits;
		this.json = json;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this.largeBodies).addPathPatterns("/api/v1/connectors/**");
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(new ConfigurationRequestResolver(this.limits, this.largeBodies));
		resolvers.add(new TypedArgumentResolver<>(IfMatch.class, IfMatch::fromRequest));
		resolvers.add(new TypedArgumentResolver<>(IdempotencyKey.class, IdempotencyKey::fromRequest));
		resolvers.add(new TypedArgumentResolver<>(ServiceQuery.class, ServiceQuery::fromRequest));
	}

	@Override
	public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
		converters.addCustomConverter(new NdjsonPageWriter(this.json));
	}

	/**
	 * Creates the limiter apart from its registration, which needs it in its constructor.
	 */
	@Configuration(proxyBeanMethods = false)
	static class LargeBodyConfiguration {

		@Bean
		LargeBodyLimiter largeBodyLimiter(BodyLimits limits) {
			int permits = LargeBodyLimiter.computePermits(Runtime.getRuntime().maxMemory());
			return new LargeBodyLimiter(limits.other().toBytes(), permits, limits.largeWaitTimeout());
		}

	}

}
