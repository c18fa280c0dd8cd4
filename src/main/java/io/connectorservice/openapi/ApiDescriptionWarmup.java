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
 * Makes the API description soon after the start, so that the first who opens its page
 * does not wait seconds for it. The library's own way keeps a process from ending whose
 * start fails.
 */
@Component
@ConditionalOnProperty(name = "connector.api-description.made-ahead", matchIfMissing = true)
class ApiDescriptionWarmup implements DisposableBean {

	// the first requests come before it
	private static final Duration PAUSE = Duration.ofSeconds(5);

	private static final Logger log = LoggerFactory.getLogger(ApiDescriptionWarmup.class);

	private final OpenApiWebMvcResource resource;

	private final Thread making = Thread.ofPlatform().daemon().name("api-description").unstarted(this::makeAfterAPause);

	ApiDescriptionWarmup(OpenApiWebMvcResource resource) {
		this.resource = resource;
	}

	@EventListener(ApplicationReadyEvent.class)
	void makeSoon() {
		this.making.start();
	}

	private void makeAfterAPause() {
		try {
			Thread.sleep(PAUSE);
			generateDescription();
		}
		catch (InterruptedException _) {
			log.debug("The service ends before its description was made");
		}
		catch (RuntimeException failure) {
			log.debug("The API description is made when it is asked for: {}", failure.getClass().getName());
		}
	}

	@Override
	public void destroy() {
		this.making.interrupt();
	}

	@Nullable Object generateDescription() {
		Method maker = Objects
			.requireNonNull(ReflectionUtils.findMethod(AbstractOpenApiResource.class, "getOpenApi", Locale.class));
		ReflectionUtils.makeAccessible(maker);
		return ReflectionUtils.invokeMethod(maker, this.resource, Locale.getDefault());
	}

}
