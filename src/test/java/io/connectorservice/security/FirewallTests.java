package io.connectorservice.security;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

import static org.assertj.core.api.Assertions.assertThat;

class FirewallTests {

	private final HttpFirewall firewall = new SecurityConfiguration().firewall();

	private final HttpFirewall strict = new StrictHttpFirewall();

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "Bearer a.b.c", "~", "a\tb", "a\u0000b", "a\nb", "a\rb", "a\u007fb", "a\u0085b",
			"\u00e9t\u00e9", "\u0378", "\ud83d\ude00", "\ud83d", "\ufffe" })
	void agreesWithStrictFirewall(String text) {
		assertThat(takesValue(this.firewall, text)).isEqualTo(takesValue(this.strict, text));
		assertThat(takesName(this.firewall, text)).isEqualTo(takesName(this.strict, text));
		assertThat(takesParameter(this.firewall, text)).isEqualTo(takesParameter(this.strict, text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "a\nb", "a\u007fb", "\u0378" })
	void rejectsControlAndUnassignedCharacters(String text) {
		assertThat(takesValue(this.firewall, text)).isFalse();
		assertThat(takesName(this.firewall, text)).isFalse();
		assertThat(takesParameter(this.firewall, text)).isFalse();
	}

	private static boolean takesValue(HttpFirewall firewall, String value) {
		return isAccepted(() -> {
			MockHttpServletRequest request = request();
			request.addHeader("X-Text", value);
			firewall.getFirewalledRequest(request).getHeader("X-Text");
		});
	}

	private static boolean takesName(HttpFirewall firewall, String name) {
		return isAccepted(() -> firewall.getFirewalledRequest(request()).getHeader(name));
	}

	private static boolean takesParameter(HttpFirewall firewall, String name) {
		return isAccepted(() -> firewall.getFirewalledRequest(request()).getParameter(name));
	}

	private static MockHttpServletRequest request() {
		return new MockHttpServletRequest("GET", "/api/v1/connectors");
	}

	private static boolean isAccepted(Runnable look) {
		try {
			look.run();
			return true;
		}
		catch (RequestRejectedException refused) {
			return false;
		}
	}

}
