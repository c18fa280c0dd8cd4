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
 * The keys from the project's key set. Once keys are known, a rate limit on looking up an
 * unknown key id means that the token is invalid, no longer an outage.
 */
final class OutageAwareJwkSource implements JWKSource<SecurityContext> {

	private final JWKSource<SecurityContext> delegate;

	private volatile boolean known;

	OutageAwareJwkSource(JWKSource<SecurityContext> delegate) {
		this.delegate = delegate;
	}

	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		try {
			List<JWK> found = this.delegate.get(selector, context);
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
