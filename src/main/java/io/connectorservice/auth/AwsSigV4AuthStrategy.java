package io.connectorservice.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs as AWS services want it (Signature Version 4, AWS General Reference), headers and
 * body included.
 */
@Component
final class AwsSigV4AuthStrategy implements AuthStrategy {

	private static final SecretField KEY_ID = SecretField.of("access_key_id", "access_key_id_vault_path")
		.as(SecretUse.HEADER);

	private static final SecretField KEY = SecretField.of("secret_access_key", "secret_access_key_vault_path")
		.as(SecretUse.LINE);

	private static final SecretField SESSION = SecretField.of("session_token", "session_token_vault_path")
		.as(SecretUse.HEADER);

	private final JsonSchema configuration = JsonSchema.resource("auth/aws_sigv4.schema.json");

	private final Clock clock;

	AwsSigV4AuthStrategy(Clock clock) {
		this.clock = clock;
	}

	@Override
	public String name() {
		return "aws_sigv4";
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(KEY_ID, KEY, SESSION);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		String service = credentials.text("service");
		Instant now = this.clock.instant();
		OutboundRequest dated = request.withCredentialHeader("X-Amz-Date", AwsSignature.timestamp(now), List.of());
		if (service.equals("s3")) {
			dated = dated.withCredentialHeader("X-Amz-Content-Sha256", AwsSignature.bodyHash(request), List.of());
		}
		Optional<String> session = credentials.find(SESSION).map(Secret::reveal);
		if (session.isPresent()) {
			dated = dated.withCredentialHeader("X-Amz-Security-Token", session.get(), List.of(session.get()));
		}
		AwsSignature signature = new AwsSignature(credentials.text("region"), service, now);
		String keyId = credentials.require(KEY_ID).reveal();
		String secret = credentials.require(KEY).reveal();
		return dated.withCredentialHeader("Authorization", signature.authorization(dated, keyId, secret),
				List.of(keyId, secret));
	}

}
