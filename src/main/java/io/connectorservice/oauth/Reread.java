package io.connectorservice.oauth;

import java.util.function.Function;
import java.util.function.Supplier;

import io.connectorservice.oauth.TokenRequestFailed.Kind;
import io.connectorservice.problem.ProblemException;

/**
 * Asks for tokens with secrets as they are known and, where the provider refuses whoever
 * asks, once more with those that the store has now, if they are others.
 */
final class Reread {

	private Reread() {
	}

	/**
	 * Asks.
	 * @param known the secrets as they are cached
	 * @param fresh the same, read past every cache
	 * @throws TokenRequestFailed where none are granted
	 */
	static <T> TokenAnswer ask(Supplier<T> known, Supplier<T> fresh, Function<T, TokenAnswer> request) {
		T first = known.get();
		try {
			return request.apply(first);
		}
		catch (TokenRequestFailed failure) {
			if (failure.kind() != Kind.REFUSED) {
				throw failure;
			}
			T second = read(fresh, failure);
			if (second.equals(first)) {
				throw failure;
			}
			return request.apply(second);
		}
	}

	// what cannot be read now explains no refusal
	private static <T> T read(Supplier<T> fresh, TokenRequestFailed failure) {
		try {
			return fresh.get();
		}
		catch (ProblemException _) {
			throw failure;
		}
	}

}
