package io.connectorservice.auth.strategy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.CredentialHeader;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with a keyed digest (RFC 2104) of the call, in the format that the service
 * expects.
 */
@Component
final class HmacAuthStrategy implements AuthStrategy {

	private static final SecretField SECRET = SecretField.of("secret", "secret_vault_path");

	private static final Map<String, String> ALGORITHMS = Map.of("sha1", "HmacSHA1", "sha256", "HmacSHA256", "sha384",
			"HmacSHA384", "sha512", "HmacSHA512");

	private static final List<String> HEADERS = List.of("signature_header", "timestamp_header", "nonce_header",
			"key_id_header");

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/hmac.schema.json");

	private final Clock clock;

	HmacAuthStrategy(Clock clock) {
		this.clock = clock;
	}

	@Override
	public String name() {
		return "hmac";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<Fault> findFaults(JsonNode config) {
		List<Fault> faults = new ArrayList<>();
		HEADERS.stream()
			.filter(config::has)
			.forEach((field) -> new CredentialHeader(config.path(field).asString()).findFault("any")
				.ifPresent((reason) -> faults.add(new Fault("/" + field, reason))));
		faults.addAll(findRepeatedHeaders(config));
		addUnknown(config, "string_to_sign", SignatureComponents.OF_CALL, faults);
		addUnknown(config, "signature_format", SignatureComponents.OF_SIGNATURE, faults);
		if (!config.has("key_id") && SignatureComponents.extractPlaceholders(config.toString()).contains("key_id")) {
			faults.add(new Fault("/key_id", "is used in a template but not set"));
		}
		return faults;
	}

	// the later value would replace the earlier
	private static List<Fault> findRepeatedHeaders(JsonNode config) {
		Map<String, String> named = new HashMap<>();
		List<Fault> faults = new ArrayList<>();
		HEADERS.stream().filter(config::has).forEach((field) -> {
			String header = new CredentialHeader(config.path(field).asString("")).normalizeName();
			String earlier = named.putIfAbsent(header, field);
			if (earlier != null) {
				faults.add(new Fault("/" + field, "names the same header as " + earlier));
			}
		});
		return faults;
	}

	private static void addUnknown(JsonNode config, String field, List<String> known, List<Fault> faults) {
		SignatureComponents.extractPlaceholders(config.path(field).asString(""))
			.stream()
			.filter((placeholder) -> !known.contains(placeholder))
			.forEach((placeholder) -> faults
				.add(new Fault("/" + field, "contains an unknown placeholder; known are " + String.join(", ", known))));
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(SECRET);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		JsonNode config = signingCredentials.config();
		SignatureComponents parts = new SignatureComponents(request, config, this.clock.instant());
		String secret = signingCredentials.require(SECRET).reveal();
		byte[] digest = Hmac.compute(ALGORITHMS.getOrDefault(config.path("algorithm").asString("sha256"), "HmacSHA256"),
				decodeKey(secret, config.path("secret_encoding").asString("text")),
				parts.fill(signingCredentials.requireText("string_to_sign")));
		String signature = encode(digest, config.path("encoding").asString("hex"));
		OutboundRequest signed = request.withCredentialHeader(signingCredentials.requireText("signature_header"),
				parts.withSignature(config.path("signature_format").asString("{signature}"), signature),
				List.of(secret, signature));
		signed = addHeader(signed, config, "timestamp_header", parts.timestamp());
		signed = addHeader(signed, config, "nonce_header", parts.nonce());
		return addHeader(signed, config, "key_id_header", config.path("key_id").asString(""));
	}

	private static OutboundRequest addHeader(OutboundRequest request, JsonNode config, String field, String value) {
		Optional<String> header = config.path(field).stringValueOpt();
		return header.isPresent() ? request.withCredentialHeader(header.get(), value, List.of()) : request;
	}

	private static byte[] decodeKey(String secret, String encoding) {
		try {
			byte[] key = switch (encoding) {
				case "hex" -> HexFormat.of().parseHex(secret);
				case "base64" -> Base64.getDecoder().decode(secret);
				default -> secret.getBytes(StandardCharsets.UTF_8);
			};
			if (key.length > 0) {
				return key;
			}
		}
		catch (IllegalArgumentException _) {
			// the exception below does not contain the secret
		}
		throw SigningCredentials
			.unusableConfigurationException("the secret is not " + encoding + ", as secret_encoding says");
	}

	private static String encode(byte[] digest, String encoding) {
		return switch (encoding) {
			case "base64" -> Base64.getEncoder().encodeToString(digest);
			case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
			default -> HexFormat.of().formatHex(digest);
		};
	}

}
