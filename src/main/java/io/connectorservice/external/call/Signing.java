package io.connectorservice.external.call;

import java.util.Optional;
import java.util.function.Supplier;

import io.connectorservice.auth.Signer;
import io.connectorservice.outbound.OutboundRequest;
import org.jspecify.annotations.Nullable;

/**
 * One call's signatures, each made when it is needed: every attempt has a time and a
 * nonce of its own.
 */
final class Signing implements Supplier<OutboundRequest> {

	private final Supplier<Signer.Signed> first;

	private Signer.@Nullable Signed signed;

	Signing(Supplier<Signer.Signed> first) {
		this.first = first;
	}

	@Override
	public OutboundRequest get() {
		if (this.signed != null) {
			return this.signed.repeating().get();
		}
		this.signed = this.first.get();
		return this.signed.request();
	}

	/** With secrets read past every cache; empty where they are the same. */
	Optional<Signing> anew(int status) {
		return Optional.ofNullable(this.signed)
			.flatMap((refused) -> refused.signedAnew(status))
			.map((anew) -> new Signing(() -> anew));
	}

}
