package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.outbound.url.UrlHost;
import org.jspecify.annotations.Nullable;

/**
 * The operator's exceptions to the egress guard (EGRESS_ALLOW).
 * <ul>
 * <li>{@code host} or {@code host:port}, where the host is a name or an address (an IPv6
 * address needs brackets if a port follows): the host may be called over plain http and
 * on that port, or on any port if none is given. A name may also resolve to loopback and
 * private addresses, but never to link-local, metadata or other special ones.</li>
 * <li>A CIDR or a single address: these addresses may be called whatever their kind, over
 * https also by a name that resolves to them. A URL that contains such an address
 * literally may use plain http and any port.</li>
 * </ul>
 */
public final class EgressAllowList {

	private final List<Entry> entries;

	private EgressAllowList(List<Entry> entries) {
		this.entries = entries;
	}

	/**
	 * Parses the entries.
	 * @throws IllegalArgumentException if an entry is invalid; it names EGRESS_ALLOW
	 */
	public static EgressAllowList fromEntries(List<String> entries) {
		return new EgressAllowList(entries.stream()
			.map(String::strip)
			.filter((entry) -> !entry.isEmpty())
			.map(EgressAllowList::parseEntry)
			.toList());
	}

	private static Entry parseEntry(String text) {
		try {
			return text.contains("/") ? new Entry(null, AddressRange.of(text), 0) : parseHostEntry(text);
		}
		catch (IllegalArgumentException | InvalidTargetException _) {
			throw new IllegalArgumentException(
					"EGRESS_ALLOW: \"" + text + "\" is neither a host, a host:port nor a CIDR.");
		}
	}

	private static Entry parseHostEntry(String text) {
		boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
		TargetUrl url = TargetUrl.parseBaseUrl("https://" + (bareIpv6 ? "[" + text + "]" : text));
		// "host:443" and "host" result in the same URL,
		// but only the first one restricts the port.
		int port = (!bareIpv6 && text.matches(".*:[0-9]+")) ? url.port() : 0;
		Optional<InetAddress> literal = url.urlHost().findLiteralAddress();
		return literal.map((address) -> new Entry(null, AddressRange.of(address.getHostAddress()), port))
			.orElseGet(() -> new Entry(url.host(), null, port));
	}

	/** Whether the URL's host is allowed on this port, even without TLS. */
	boolean allowsHost(UrlHost host, int port) {
		return host.findLiteralAddress()
			.map((address) -> allowsAddress(address, port))
			.orElseGet(() -> allowsName(host.text(), port));
	}

	boolean allowsName(String name, int port) {
		return this.entries.stream().anyMatch((entry) -> name.equalsIgnoreCase(entry.name) && entry.allowsPort(port));
	}

	boolean allowsAddress(InetAddress address, int port) {
		byte[] bytes = address.getAddress();
		return this.entries.stream()
			.anyMatch((entry) -> entry.range != null && entry.range.contains(bytes) && entry.allowsPort(port));
	}

	private record Entry(@Nullable String name, @Nullable AddressRange range, int port) {

		boolean allowsPort(int requested) {
			return this.port == 0 || this.port == requested;
		}

	}

}
