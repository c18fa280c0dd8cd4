package io.connectorservice.auth.strategy;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SecretUse;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs headers and body for AWS services (Signature Version 4, AWS General Reference).
 */
@Component
final class AwsSigV4AuthStrategy implements AuthStrategy {

	private static final SecretField KEY_ID = SecretField.of("access_key_id", "access_key_id_vault_path")
		.withUse(SecretUse.HEADER);

	private static final SecretField KEY = SecretField.of("secret_access_key", "secret_access_key_vault_path")
		.withUse(SecretUse.LINE);

	private static final SecretField SESSION = SecretField.of("session_token", "session_token_vault_path")
		.withUse(SecretUse.HEADER);

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/aws_sigv4.schema.json");

	private final Clock clock;

	AwsSigV4AuthStrategy(Clock clock) {
		this.clock = clock;
	}

	@Override
	public String name() {
		return "aws_sigv4";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(KEY_ID, KEY, SESSION);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		String service = signingCredentials.requireText("service");
		Instant now = this.clock.instant();
		OutboundRequest dated = request.withCredentialHeader("X-Amz-Date", AwsSignature.formatTimestamp(now),
				List.of());
		if (service.equals("s3")) {
			dated = dated.withCredentialHeader("X-Amz-Content-Sha256", AwsSignature.computeBodyHash(request),
					List.of());
		}
		Optional<String> session = signingCredentials.find(SESSION).map(Secret::reveal);
		if (session.isPresent()) {
			dated = dated.withCredentialHeader("X-Amz-Security-Token", session.get(), List.of(session.get()));
		}
		AwsSignature signature = new AwsSignature(signingCredentials.requireText("region"), service, now);
		String keyId = signingCredentials.require(KEY_ID).reveal();
		String secret = signingCredentials.require(KEY).reveal();
		return dated.withCredentialHeader("Authorization", signature.buildAuthorizationHeader(dated, keyId, secret),
				List.of(keyId, secret));
	}

}
