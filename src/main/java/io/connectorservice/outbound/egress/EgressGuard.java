package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import io.connectorservice.outbound.url.TargetUrl;

/**
 * Decides which targets may be called: global unicast addresses over https on port 443,
 * and the operator's exceptions.
 */
public final class EgressGuard {

	private final EgressAllowList allow;

	public EgressGuard(EgressAllowList allow) {
		this.allow = allow;
	}

	/** Returns the reason if the URL alone is refused, without a DNS lookup. */
	public Optional<String> findRefusal(TargetUrl url) {
		if (this.allow.allowsHost(url.urlHost(), url.port())) {
			return Optional.empty();
		}
		if (!url.isHttps()) {
			return Optional.of("scheme");
		}
		if (url.port() != 443) {
			return Optional.of("port");
		}
		if (url.host().equals("localhost") || url.host().endsWith(".localhost")) {
			return Optional.of(AddressKind.LOOPBACK.refusalReason());
		}
		return url.urlHost().findLiteralAddress().flatMap((address) -> findRefusal(url.host(), address, url.port()));
	}

	/**
	 * Returns the reason if this address is refused.
	 * @param host the name that was resolved to the address
	 */
	public Optional<String> findRefusal(String host, InetAddress address, int port) {
		AddressKind kind = AddressKind.classifyAddress(address);
		boolean allowed = kind == AddressKind.GLOBAL || this.allow.allowsAddress(address, port)
				|| (kind.isInternal() && this.allow.allowsName(host, port));
		return allowed ? Optional.empty() : Optional.of(kind.refusalReason());
	}

	/**
	 * Returns the reason if any address of the name is refused; a single one is enough.
	 */
	Optional<String> findRefusal(String host, List<InetAddress> addresses, int port) {
		return addresses.stream().flatMap((address) -> findRefusal(host, address, port).stream()).findFirst();
	}

}
