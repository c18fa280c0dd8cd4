package io.connectorservice.secret;

import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * Keeps versioned documents of secrets, by the rules of Vault's KV version 2.
 * <p>
 * A path's field plays no part here: every call is about the whole document. Every call
 * ends within a few seconds. Where the store cannot answer (down, sealed, denied, slow)
 * it throws a {@link ProblemException} of {@link ProblemCode#SECRET_STORE_UNAVAILABLE}
 * that says when to try again; where the document is damaged, one of
 * {@link ProblemCode#SECRET_UNUSABLE}. No exception ever carries content. Nothing here is
 * cached, and what {@link Secrets} has cached is not touched.
 */
public interface SecretStore {

	/**
	 * Reads the latest version of a document.
	 * @return the document, empty where there is none; one whose latest version was
	 * deleted comes back without fields, with the version that a write must name
	 */
	Optional<SecretDocument> read(SecretPath path);

	/**
	 * Writes a document as its next version, if nobody else wrote since it was read
	 * (check-and-set).
	 * @param document the fields to keep, all of them, and the version that they are to
	 * replace; 0 if there must be none yet
	 * @return false if another version is stored by now: nothing was written, so read
	 * again
	 */
	boolean write(SecretPath path, SecretDocument document);

	/** Removes a document with all its versions; an absent one is fine. */
	void delete(SecretPath path);

}
