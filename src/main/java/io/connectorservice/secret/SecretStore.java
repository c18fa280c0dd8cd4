package io.connectorservice.secret;

import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * Stores versioned documents of secrets with the semantics of Vault's KV version 2.
 * <p>
 * A path's field is ignored here: every operation concerns the whole document and ends
 * within a few seconds. If the store is unavailable (down, sealed, denied, slow), it
 * throws a {@link ProblemException} of {@link ProblemCode#SECRET_STORE_UNAVAILABLE} that
 * says when to try again; if the document is damaged, one of
 * {@link ProblemCode#SECRET_UNUSABLE}. No exception contains secret content. This
 * interface bypasses the cache of {@link Secrets} and does not update it.
 */
public interface SecretStore {

	/**
	 * Reads the latest version of a document.
	 * @return the document, or empty if there is none; if the latest version was deleted,
	 * a document without fields, whose version the next write must name
	 */
	Optional<SecretDocument> read(SecretPath path);

	/**
	 * Writes the next version of a document unless it has changed (check-and-set).
	 * @param document all fields to store, and the version that they replace; 0 if there
	 * must be none yet
	 * @return false if the stored version is another one; then nothing was written and
	 * the caller must read again
	 */
	boolean write(SecretPath path, SecretDocument document);

	/** Removes a document with all its versions; does nothing if there is none. */
	void delete(SecretPath path);

	/** Creates the exception for a store that is unavailable. */
	static ProblemException unavailableException(String reason) {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, reason).withDefaultRetryAfter();
	}

}
