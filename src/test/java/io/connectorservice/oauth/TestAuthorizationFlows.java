package io.connectorservice.oauth;

import java.net.URI;

import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;

import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Begins and completes authorization flows like a tenant's application and its browser.
 */
final class TestAuthorizationFlows {

	static final String CALLBACK = "/api/v1/connectors/oauth2/callback";

	private TestAuthorizationFlows() {
	}

	static Answer begin(ServiceClient tenant, String id, String body) {
		return tenant.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations", body);
	}

	/** Begins a flow and returns the parameters that are sent to the provider. */
	static MultiValueMap<String, String> beginAndReadParameters(ServiceClient tenant, String id, String body) {
		Answer begun = begin(tenant, id, body);
		if (begun.status() != 201) {
			throw new AssertionError(begun.status() + " " + begun.text());
		}
		return readParameters(begun);
	}

	/** The parameters that a begun flow sends to the provider. */
	static MultiValueMap<String, String> readParameters(Answer begun) {
		return UriComponentsBuilder.fromUri(URI.create(begun.json().path("authorization_url").asString()))
			.build()
			.getQueryParams();
	}

	static String beginAndReadState(ServiceClient tenant, String id) {
		return String.valueOf(beginAndReadParameters(tenant, id, "{}").getFirst("state"));
	}

	/** Completes an authorization flow. */
	static Answer connect(ServiceClient tenant, String id) {
		return tenant.get(CALLBACK + "?code=code-1&state=" + beginAndReadState(tenant, id));
	}

}
