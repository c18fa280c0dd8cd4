package io.connectorservice.auth.strategy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.digest.Sha256;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;
import tools.jackson.databind.JsonNode;

/**
 * The parts of a call that a signature can cover. Their content is inserted literally;
 * placeholders in it are not expanded.
 */
final class SignatureComponents {

	static final List<String> OF_CALL = List.of("method", "host", "path", "query", "path_and_query", "url",
			"content_type", "body", "body_sha256", "body_sha256_base64", "timestamp", "nonce", "key_id");

	static final List<String> OF_SIGNATURE = List.of("signature", "timestamp", "nonce", "key_id");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9_]+)}");

	private final OutboundRequest request;

	private final String keyId;

	private final String timestamp;

	private final String nonce = UUID.randomUUID().toString();

	SignatureComponents(OutboundRequest request, JsonNode config, Instant now) {
		this.request = request;
		this.keyId = config.path("key_id").asString("");
		this.timestamp = formatTimestamp(now, config.path("timestamp_format").asString("epoch_seconds"));
	}

	private static String formatTimestamp(Instant now, String format) {
		return switch (format) {
			case "epoch_milliseconds" -> String.valueOf(now.toEpochMilli());
			case "iso_8601" -> now.truncatedTo(ChronoUnit.SECONDS).toString();
			case "http_date" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
			default -> String.valueOf(now.getEpochSecond());
		};
	}

	static List<String> extractPlaceholders(String template) {
		return PLACEHOLDER.matcher(template).results().map((MatchResult placeholder) -> placeholder.group(1)).toList();
	}

	String timestamp() {
		return this.timestamp;
	}

	String nonce() {
		return this.nonce;
	}

	/**
	 * Replaces the template's placeholders by the call's parts; the body is inserted byte
	 * for byte.
	 */
	byte[] fill(String template) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Matcher placeholders = PLACEHOLDER.matcher(template);
		int from = 0;
		while (placeholders.find()) {
			out.writeBytes(toBytes(template.substring(from, placeholders.start())));
			out.writeBytes(resolvePart(placeholders.group(1)));
			from = placeholders.end();
		}
		out.writeBytes(toBytes(template.substring(from)));
		return out.toByteArray();
	}

	String withSignature(String template, String signature) {
		return PLACEHOLDER.matcher(template)
			.replaceAll((placeholder) -> Matcher.quoteReplacement(placeholder.group(1).equals("signature") ? signature
					: new String(resolvePart(placeholder.group(1)), StandardCharsets.UTF_8)));
	}

	private byte[] resolvePart(String name) {
		TargetUrl url = this.request.url();
		return switch (name) {
			case "body" -> this.request.body();
			case "method" -> toBytes(this.request.method());
			case "host" -> toBytes(url.origin().substring(url.origin().indexOf("://") + 3));
			case "path" -> toBytes(url.path());
			case "query" -> toBytes(url.query().orElse(""));
			case "path_and_query" -> toBytes(url.path() + url.query().map("?"::concat).orElse(""));
			case "url" -> toBytes(url.text());
			case "content_type" -> toBytes(this.request.mediaType().orElse(""));
			case "body_sha256" -> toBytes(HexFormat.of().formatHex(Sha256.digest(this.request.body())));
			case "body_sha256_base64" ->
				toBytes(Base64.getEncoder().encodeToString(Sha256.digest(this.request.body())));
			case "timestamp" -> toBytes(this.timestamp);
			case "nonce" -> toBytes(this.nonce);
			case "key_id" -> toBytes(this.keyId);
			default -> toBytes("{" + name + "}");
		};
	}

	private static byte[] toBytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
