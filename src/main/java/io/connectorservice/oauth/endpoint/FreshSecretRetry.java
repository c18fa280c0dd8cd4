package io.connectorservice.oauth.endpoint;

import java.util.function.Function;
import java.util.function.Supplier;

import io.connectorservice.oauth.endpoint.TokenRequestException.Kind;
import io.connectorservice.problem.ProblemException;

/**
 * Asks for tokens with secrets as they are known and, where the provider refuses whoever
 * asks, once more with those that the store has now, if they are others.
 */
public final class FreshSecretRetry {

	private FreshSecretRetry() {
	}

	/**
	 * Asks.
	 * @param known the secrets as they are cached
	 * @param fresh the same, read past every cache
	 * @throws TokenRequestException where none are granted
	 */
	public static <T> TokenResponse requestWithRetry(Supplier<T> known, Supplier<T> fresh,
			Function<T, TokenResponse> request) {
		T first = known.get();
		try {
			return request.apply(first);
		}
		catch (TokenRequestException failure) {
			if (failure.kind() != Kind.REFUSED) {
				throw failure;
			}
			T second = readFresh(fresh, failure);
			if (second.equals(first)) {
				throw failure;
			}
			return request.apply(second);
		}
	}

	// what cannot be read now explains no refusal
	private static <T> T readFresh(Supplier<T> fresh, TokenRequestException failure) {
		try {
			return fresh.get();
		}
		catch (ProblemException _) {
			throw failure;
		}
	}

}
