package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import io.connectorservice.outbound.url.TargetUrl;

/**
 * Decides where calls may go: global unicast addresses over https on port 443, and what
 * the operator allows.
 */
public final class EgressGuard {

	private final EgressAllowList allow;

	public EgressGuard(EgressAllowList allow) {
		this.allow = allow;
	}

	/** Why the URL by itself is refused, before any name is looked up. */
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
	 * Why this very address is refused.
	 * @param host the name that led to it
	 */
	public Optional<String> findRefusal(String host, InetAddress address, int port) {
		AddressKind kind = AddressKind.classifyAddress(address);
		boolean allowed = kind == AddressKind.GLOBAL || this.allow.allowsAddress(address, port)
				|| (kind.isInternal() && this.allow.allowsName(host, port));
		return allowed ? Optional.empty() : Optional.of(kind.refusalReason());
	}

	/** Why a name is refused: one bad address among good ones is enough. */
	Optional<String> findRefusal(String host, List<InetAddress> addresses, int port) {
		return addresses.stream().flatMap((address) -> findRefusal(host, address, port).stream()).findFirst();
	}

}
