package io.connectorservice.oauth.endpoint;

import java.util.function.Function;
import java.util.function.Supplier;

import io.connectorservice.oauth.endpoint.TokenRequestException.Kind;
import io.connectorservice.problem.ProblemException;

/**
 * Requests tokens with cached secrets. If the provider refuses the client, the request is
 * repeated once with the secrets as they are in the store now, if they differ.
 *
 * @param known reads the secrets, from the cache if possible
 * @param fresh the same, read past every cache
 */
public record FreshSecretRetry<T>(Supplier<T> known, Supplier<T> fresh) {

	/**
	 * Sends the request, at most twice.
	 * @throws TokenRequestException if no tokens are granted
	 */
	public TokenResponse requestWithRetry(Function<T, TokenResponse> request) {
		T first = this.known.get();
		try {
			return request.apply(first);
		}
		catch (TokenRequestException failure) {
			if (failure.kind() != Kind.REFUSED) {
				throw failure;
			}
			T second = readFresh(failure);
			if (second.equals(first)) {
				throw failure;
			}
			return request.apply(second);
		}
	}

	// if the secrets cannot be read now, the provider's refusal is the more useful error
	private T readFresh(TokenRequestException failure) {
		try {
			return this.fresh.get();
		}
		catch (ProblemException _) {
			throw failure;
		}
	}

}
