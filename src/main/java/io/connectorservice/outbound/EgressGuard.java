package io.connectorservice.outbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Decides where calls may go: global unicast addresses over https on port 443, and what
 * the operator allows.
 */
final class EgressGuard {

	private final EgressAllow allow;

	EgressGuard(EgressAllow allow) {
		this.allow = allow;
	}

	/** Why the URL by itself is refused, before any name is looked up. */
	Optional<String> refusal(TargetUrl url) {
		if (this.allow.allowsHost(url.urlHost(), url.port())) {
			return Optional.empty();
		}
		if (!url.https()) {
			return Optional.of("scheme");
		}
		if (url.port() != 443) {
			return Optional.of("port");
		}
		if (url.host().equals("localhost") || url.host().endsWith(".localhost")) {
			return Optional.of(AddressKind.LOOPBACK.reason());
		}
		return url.urlHost().literal().flatMap((address) -> refusal(url.host(), address, url.port()));
	}

	/**
	 * Why this very address is refused.
	 * @param host the name that led to it
	 */
	Optional<String> refusal(String host, InetAddress address, int port) {
		AddressKind kind = AddressKind.of(address);
		boolean allowed = kind == AddressKind.GLOBAL || this.allow.allowsAddress(address, port)
				|| (kind.isInternal() && this.allow.allowsName(host, port));
		return allowed ? Optional.empty() : Optional.of(kind.reason());
	}

	/** Why a name is refused: one bad address among good ones is enough. */
	Optional<String> refusal(String host, List<InetAddress> addresses, int port) {
		return addresses.stream().flatMap((address) -> refusal(host, address, port).stream()).findFirst();
	}

}
