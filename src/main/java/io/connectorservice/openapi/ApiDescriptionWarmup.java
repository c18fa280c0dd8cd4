package io.connectorservice.openapi;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springdoc.api.AbstractOpenApiResource;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;

/**
 * Generates the OpenAPI document soon after startup, so that the first user of the API's
 * page does not wait seconds for it. springdoc's own pre-loading is not used, because it
 * keeps a process whose start failed from exiting.
 */
@Component
@ConditionalOnProperty(name = "connector.api-description.made-ahead", matchIfMissing = true)
class ApiDescriptionWarmup implements DisposableBean {

	// the first requests after startup take precedence
	private static final Duration PAUSE = Duration.ofSeconds(5);

	private static final Logger log = LoggerFactory.getLogger(ApiDescriptionWarmup.class);

	private final OpenApiWebMvcResource resource;

	private final Thread generation = Thread.ofPlatform()
		.daemon()
		.name("api-description")
		.unstarted(this::makeAfterAPause);

	ApiDescriptionWarmup(OpenApiWebMvcResource resource) {
		this.resource = resource;
	}

	@EventListener(ApplicationReadyEvent.class)
	void makeSoon() {
		this.generation.start();
	}

	private void makeAfterAPause() {
		try {
			Thread.sleep(PAUSE);
			generateDescription();
		}
		catch (InterruptedException _) {
			log.debug("The service stops before its OpenAPI document was generated");
		}
		catch (RuntimeException failure) {
			log.debug("The OpenAPI document is generated on its first request: {}", failure.getClass().getName());
		}
	}

	@Override
	public void destroy() {
		this.generation.interrupt();
	}

	@Nullable Object generateDescription() {
		Method generator = Objects
			.requireNonNull(ReflectionUtils.findMethod(AbstractOpenApiResource.class, "getOpenApi", Locale.class));
		ReflectionUtils.makeAccessible(generator);
		return ReflectionUtils.invokeMethod(generator, this.resource, Locale.getDefault());
	}

}
