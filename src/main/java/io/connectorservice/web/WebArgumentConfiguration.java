package io.connectorservice.web;

import java.util.List;

import io.connectorservice.tenant.ConnectorId;
import io.connectorservice.tenant.TenantId;
import org.springdoc.core.utils.SpringDocUtils;

import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Registers the arguments that controllers of several packages take.
 */
@Configuration(proxyBeanMethods = false)
class WebArgumentConfiguration implements WebMvcConfigurer {

	static {
		SpringDocUtils.getConfig()
			.replaceWithClass(ConnectorId.class, String.class)
			.addRequestWrapperToIgnore(TenantId.class)
			.addAnnotationsToIgnore(JsonBody.class);
	}

	private final BodyLimits limits;

	WebArgumentConfiguration(BodyLimits limits) {
		this.limits = limits;
	}

	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(new ConnectorIdConverter());
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(new JsonBodyResolver(this.limits.other()));
	}

}
