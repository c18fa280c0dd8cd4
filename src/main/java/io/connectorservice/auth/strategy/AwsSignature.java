package io.connectorservice.auth.strategy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.connectorservice.digest.Sha256;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;

import org.springframework.web.util.UriUtils;

/**
 * Computes an AWS Signature Version 4.
 */
final class AwsSignature {

	private static final String ALGORITHM = "AWS4-HMAC-SHA256";

	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	private final String region;

	private final String service;

	private final String timestamp;

	AwsSignature(String region, String service, Instant moment) {
		this.region = region;
		this.service = service;
		this.timestamp = formatTimestamp(moment);
	}

	static String formatTimestamp(Instant moment) {
		return TIMESTAMP.format(moment);
	}

	static String computeBodyHash(OutboundRequest request) {
		return HexFormat.of().formatHex(Sha256.digest(request.body()));
	}

	/**
	 * Builds the Authorization header; the request must already have all other signed
	 * headers.
	 */
	String buildAuthorizationHeader(OutboundRequest request, String keyId, String secretKey) {
		Map<String, String> headers = collectSignedHeaders(request);
		String names = String.join(";", headers.keySet());
		String toSign = String.join("\n", ALGORITHM, this.timestamp, buildScope(),
				toHex(Sha256.digest(toBytes(buildCanonicalRequest(request, headers, names)))));
		String signature = toHex(Hmac.compute("HmacSHA256", signingKey(secretKey), toBytes(toSign)));
		return ALGORITHM + " Credential=" + keyId + "/" + buildScope() + ", SignedHeaders=" + names + ", Signature="
				+ signature;
	}

	private static Map<String, String> collectSignedHeaders(OutboundRequest request) {
		Map<String, String> headers = new TreeMap<>();
		request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), foldSpaces(value)));
		request.mediaType().ifPresent((type) -> headers.put("content-type", type));
		TargetUrl url = request.url();
		headers.put("host", url.origin().substring(url.origin().indexOf("://") + 3));
		return headers;
	}

	private static String foldSpaces(String value) {
		return value.strip().replaceAll(" +", " ");
	}

	private String buildCanonicalRequest(OutboundRequest request, Map<String, String> headers, String names) {
		String lines = headers.entrySet()
			.stream()
			.map((header) -> header.getKey() + ":" + header.getValue() + "\n")
			.collect(Collectors.joining());
		return String.join("\n", request.method(), buildCanonicalPath(request.url()),
				buildCanonicalQuery(request.url()), lines, names, computeBodyHash(request));
	}

	// every service but S3 expects the encoded path to be encoded a second time
	private String buildCanonicalPath(TargetUrl url) {
		return this.service.equals("s3") ? url.path()
				: Arrays.stream(url.path().split("/", -1)).map(AwsSignature::encode).collect(Collectors.joining("/"));
	}

	private static String buildCanonicalQuery(TargetUrl url) {
		String query = url.query().orElse("");
		return query.isEmpty() ? ""
				: Arrays.stream(query.split("&"))
					.map(AwsSignature::encodePair)
					.sorted()
					.map((pair) -> pair.replace('\u0000', '='))
					.collect(Collectors.joining("&"));
	}

	// a NUL separates name and value while sorting,
	// so that pairs are sorted by name first
	private static String encodePair(String pair) {
		int equals = pair.indexOf('=');
		String name = (equals < 0) ? pair : pair.substring(0, equals);
		String value = (equals < 0) ? "" : pair.substring(equals + 1);
		return encode(decode(name)) + '\u0000' + encode(decode(value));
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private static String encode(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

	private String buildScope() {
		return this.timestamp.substring(0, 8) + "/" + this.region + "/" + this.service + "/aws4_request";
	}

	private byte[] signingKey(String secretKey) {
		byte[] key = toBytes("AWS4" + secretKey);
		for (String part : buildScope().split("/", -1)) {
			key = Hmac.compute("HmacSHA256", key, toBytes(part));
		}
		return key;
	}

	private static byte[] toBytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String toHex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
