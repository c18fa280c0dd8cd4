package io.connectorservice.secret.vault;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpEntity;
import org.springframework.web.client.RequestCallback;
import org.springframework.web.client.RestTemplate;

/**
 * Sends the same requests as the given template but keeps their bodies out of logs,
 * because login requests contain credentials.
 */
final class RedactingRestTemplate extends RestTemplate {

	RedactingRestTemplate(RestTemplate template) {
		super(template.getMessageConverters());
		setRequestFactory(template.getRequestFactory());
		setUriTemplateHandler(template.getUriTemplateHandler());
		setErrorHandler(template.getErrorHandler());
	}

	@Override
	public <T> RequestCallback httpEntityCallback(@Nullable Object request) {
		return super.httpEntityCallback(redact(request));
	}

	@Override
	public <T> RequestCallback httpEntityCallback(@Nullable Object request, Type responseType) {
		return super.httpEntityCallback(redact(request), responseType);
	}

	private static @Nullable Object redact(@Nullable Object request) {
		return (request == null || request instanceof HttpEntity) ? request : new RedactedBody(request);
	}

}
