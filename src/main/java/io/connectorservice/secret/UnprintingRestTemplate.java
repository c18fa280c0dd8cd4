package io.connectorservice.secret;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpEntity;
import org.springframework.web.client.RequestCallback;
import org.springframework.web.client.RestTemplate;

/**
 * Sends what another would send, without printing the bodies, which carry the credentials
 * of a login.
 */
final class UnprintingRestTemplate extends RestTemplate {

	UnprintingRestTemplate(RestTemplate template) {
		super(template.getMessageConverters());
		setRequestFactory(template.getRequestFactory());
		setUriTemplateHandler(template.getUriTemplateHandler());
		setErrorHandler(template.getErrorHandler());
	}

	@Override
	public <T> RequestCallback httpEntityCallback(@Nullable Object request) {
		return super.httpEntityCallback(unprinted(request));
	}

	@Override
	public <T> RequestCallback httpEntityCallback(@Nullable Object request, Type responseType) {
		return super.httpEntityCallback(unprinted(request), responseType);
	}

	private static @Nullable Object unprinted(@Nullable Object request) {
		return (request == null || request instanceof HttpEntity) ? request : new Unprinted(request);
	}

}
