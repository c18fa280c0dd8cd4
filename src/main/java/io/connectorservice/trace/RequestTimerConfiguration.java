package io.connectorservice.trace;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Measures requests by a timer where no spans are exported; otherwise Boot's filter does
 * both.
 */
@Configuration(proxyBeanMethods = false)
class RequestTimerConfiguration {

	@Bean
	FilterRegistrationBean<RequestTimerFilter> requestTimer(ObjectProvider<Tracer> tracers, MeterRegistry meters) {
		FilterRegistrationBean<RequestTimerFilter> registration = new FilterRegistrationBean<>(
				new RequestTimerFilter(meters));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		registration.setEnabled(tracers.stream().allMatch(Tracer.NOOP::equals));
		return registration;
	}

}
