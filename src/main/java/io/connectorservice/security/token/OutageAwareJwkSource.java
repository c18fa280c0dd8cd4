package io.connectorservice.security.token;

import java.util.List;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a project serves. Once some are known, a key that is looked for in vain
 * too often is no reason to call them unavailable: the token that names it is bad.
 */
final class OutageAwareJwkSource implements JWKSource<SecurityContext> {

	private final JWKSource<SecurityContext> served;

	private volatile boolean known;

	OutageAwareJwkSource(JWKSource<SecurityContext> served) {
		this.served = served;
	}

	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		try {
			List<JWK> found = this.served.get(selector, context);
			this.known = true;
			return found;
		}
		catch (RateLimitReachedException refused) {
			if (this.known) {
				return List.of();
			}
			throw refused;
		}
	}

}
