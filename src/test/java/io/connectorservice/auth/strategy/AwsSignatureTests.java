package io.connectorservice.auth.strategy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * AWS's published test requests and their signatures.
 */
class AwsSignatureTests {

	private static final Instant MOMENT = Instant.parse("2015-08-30T12:36:00Z");

	@ParameterizedTest(name = "{0}")
	@CsvFileSource(resources = "/auth/aws-sigv4.csv", delimiter = '|', numLinesToSkip = 1)
	void signsAsAwsDoes(String name, String method, String url, @Nullable String header, @Nullable String mediaType,
			@Nullable String body, String signature) {
		OutboundRequest request = OutboundRequest.of(method, TargetUrl.of(url))
			.withCredentialHeader("X-Amz-Date", AwsSignature.formatTimestamp(MOMENT), List.of());
		if (header != null) {
			request = request.withHeader(header.split(": ")[0], header.split(": ")[1]);
		}
		if (mediaType != null && body != null) {
			request = request.withBody(mediaType, body.getBytes(StandardCharsets.UTF_8));
		}
		String authorization = new AwsSignature("us-east-1", "service", MOMENT).buildAuthorizationHeader(request,
				"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
		assertThat(authorization)
			.startsWith(
					"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=")
			.endsWith("Signature=" + signature);
	}

}
