package io.connectorservice.outbound.url;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host of a URL in canonical form: a lower-case ASCII name, a dotted decimal IPv4
 * address or an IPv6 address in brackets.
 */
public record UrlHost(String text) {

	private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

	// The last label must start with a letter, because some resolvers read any other name
	// as a number (WHATWG URL, "ends in a number").
	private static final Pattern NAME = Pattern.compile("(?:" + LABEL + "\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

	private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

	private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

	private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");

	private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

	public static UrlHost of(String raw) {
		String host = raw.toLowerCase(Locale.ROOT);
		if (host.chars().anyMatch((c) -> c > 0x7e)) {
			throw new InvalidTargetException("idn", "Write the host name in ASCII (punycode, xn--…).");
		}
		if (host.startsWith("[")) {
			return parseIpv6(host);
		}
		if (IPV4.matcher(host).matches()) {
			return new UrlHost(host);
		}
		if (NUMERIC.matcher(host).matches()) {
			throw new InvalidTargetException("numeric_host", "Write an IPv4 address as four plain decimal numbers.");
		}
		if (host.length() > 253 || !NAME.matcher(host).matches()) {
			throw new InvalidTargetException("host", "The host must be a plain host name or an IP address.");
		}
		return new UrlHost(host);
	}

	private static UrlHost parseIpv6(String host) {
		UrlHost candidate = new UrlHost(host);
		if (!IPV6.matcher(host).matches() || candidate.findLiteralAddress().isEmpty()) {
			throw new InvalidTargetException("host", "The IPv6 address in brackets cannot be read.");
		}
		return candidate;
	}

	/** Returns the address if the host is an IP address literal; makes no DNS lookup. */
	public Optional<InetAddress> findLiteralAddress() {
		if (!this.text.startsWith("[") && !IPV4.matcher(this.text).matches()) {
			return Optional.empty();
		}
		try {
			return Optional.of(InetAddress.ofLiteral(this.text));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

}
