package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

import io.connectorservice.outbound.url.TargetUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EgressGuardTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                     | https://example.com/           | none
			''                     | http://example.com/            | scheme
			''                     | https://example.com:8443/      | port
			''                     | https://8.8.8.8/               | none
			''                     | https://127.0.0.1/             | address_loopback
			''                     | https://[::1]/                 | address_loopback
			''                     | https://[::ffff:7f00:1]/       | address_loopback
			''                     | https://[::ffff:169.254.169.254]/ | address_metadata
			''                     | https://[64:ff9b::a9fe:a9fe]/  | address_metadata
			''                     | https://localhost/             | address_loopback
			''                     | https://a.localhost/           | address_loopback
			''                     | https://localhost.example/     | none
			localhost              | http://localhost:8080/         | none
			localhost:8080         | http://localhost:8080/         | none
			localhost:8080         | http://localhost:8081/         | scheme
			localhost:8443         | https://localhost:8444/        | port
			LOCALHOST              | http://localhost/              | none
			example.com            | http://www.example.com/        | scheme
			example.com:443        | https://example.com:444/       | port
			10.0.0.0/8             | https://10.1.2.3/              | none
			10.0.0.0/8             | http://10.1.2.3:8080/          | none
			10.0.0.0/8             | https://11.1.2.3:8080/         | port
			10.0.0.0/8             | http://10.example/             | scheme
			10.0.0.5               | http://10.0.0.5/               | none
			10.0.0.5               | https://10.0.0.6/              | address_private
			10.0.0.5:81            | http://10.0.0.5:81/            | none
			10.0.0.5:81            | https://10.0.0.5/              | address_private
			[fd00::1]:81           | http://[fd00::1]:81/           | none
			fd00::1                | http://[fd00:0::1]:99/         | none
			fd00::/8               | https://[fd12::1]/             | none
			fd00::/8               | https://[fe80::1]/             | address_link_local
			127.0.0.1              | http://[::ffff:127.0.0.1]/     | none
			""")
	void checksUrl(String allow, String url, String verdict) {
		assertThat(guard(allow).findRefusal(TargetUrl.of(url)).orElse("none")).isEqualTo(verdict);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''            | api.example | 8.8.8.8         | 443  | none
			''            | api.example | 10.0.0.1        | 443  | address_private
			''            | api.example | 8.8.8.8 10.0.0.1 | 443 | address_private
			''            | api.example | ::1 8.8.8.8     | 443  | address_loopback
			api.example   | api.example | 10.0.0.1        | 8080 | none
			api.example   | API.example | 10.0.0.1        | 8080 | none
			api.example   | api.example | 127.0.0.1       | 80   | none
			api.example   | api.example | fd00::1         | 80   | none
			api.example   | api.example | 100.64.0.1      | 80   | none
			api.example   | api.example | 169.254.169.254 | 80   | address_metadata
			api.example   | api.example | 169.254.1.1     | 80   | address_link_local
			api.example   | api.example | 0.0.0.0         | 80   | address_unspecified
			api.example   | api.example | 224.0.0.1       | 80   | address_multicast
			api.example   | api.example | fd00:ec2::254   | 80   | address_metadata
			api.example:1 | api.example | 10.0.0.1        | 2    | address_private
			api.example   | b.example   | 10.0.0.1        | 443  | address_private
			10.0.0.0/8    | b.example   | 10.0.0.1        | 443  | none
			169.254.169.254 | b.example | 169.254.169.254 | 443  | none
			0.0.0.0/0     | b.example   | ::1             | 443  | address_loopback
			""")
	void checksResolvedAddresses(String allow, String host, String addresses, int port, String verdict) {
		List<InetAddress> all = Arrays.stream(addresses.split(" ")).map(InetAddress::ofLiteral).toList();
		assertThat(guard(allow).findRefusal(host, all, port).orElse("none")).isEqualTo(verdict);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "10.0/8", "host/8",
			"*.example.com", "a b", "host:0", "host:99999", "host:x", "[::1", "::1/129", "user@host", "host#", "host?a",
			"127.1", "2130706433", ":80", "[fe80::1%1]" })
	void reportsSettingOfInvalidEntry(String entry) {
		assertThatIllegalArgumentException().isThrownBy(() -> EgressAllowList.fromEntries(List.of(entry)))
			.withMessage("EGRESS_ALLOW: \"" + entry + "\" is neither a host, a host:port nor a CIDR.");
	}

	private static EgressGuard guard(String allow) {
		return new EgressGuard(EgressAllowList.fromEntries(List.of(allow.split(","))));
	}

}
