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

	/**
	 * Completes an authorization flow, and confirms it if the provider granted tokens.
	 * @return the page that the browser shows in the end
	 */
	static Answer connect(ServiceClient tenant, String id) {
		return connect(tenant, id, "");
	}

	/** The same, with further parameters in the callback. */
	static Answer connect(ServiceClient tenant, String id, String more) {
		Answer begun = begin(tenant, id, "{}");
		Answer page = tenant.get(CALLBACK + "?code=code-1&state=" + readParameters(begun).getFirst("state") + more);
		if (page.status() == 200) {
			confirmSuccessfully(tenant, id, begun);
		}
		return page;
	}

	/** Confirms an authorization that was begun. */
	static Answer confirm(ServiceClient tenant, String id, Answer begun) {
		return tenant.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations/"
				+ begun.json().path("authorization_id").asString() + "/confirmation");
	}

	static void confirmSuccessfully(ServiceClient tenant, String id, Answer begun) {
		Answer confirmed = confirm(tenant, id, begun);
		if (confirmed.status() != 200 || !"connected".equals(confirmed.json().path("status").asString())) {
			throw new AssertionError(confirmed.status() + " " + confirmed.text());
		}
	}

}
