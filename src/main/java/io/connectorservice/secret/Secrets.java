package io.connectorservice.secret;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.invalidation.ChangeNotification;
import io.connectorservice.invalidation.ChangeSubscriber;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;

/**
 * Tenants' secrets by path: what the rest of the service asks, with each path confined to
 * its tenant and each secret kept in memory for a short time.
 */
public final class Secrets implements ChangeSubscriber {

	/** The field that a path without one means. */
	private static final String DEFAULT_FIELD = "value";

	private static final int WRITE_ATTEMPTS = 5;

	private final SecretPathParser paths;

	private final SecretStore store;

	private final SecretCache cache;

	Secrets(SecretPathParser paths, SecretStore store, SecretCache cache) {
		this.paths = paths;
		this.store = store;
		this.cache = cache;
	}

	/**
	 * Reads a path text and confines it to the tenant.
	 * @throws InvalidSecretPathException if the text is no path to one of the tenant's
	 * secrets
	 */
	public SecretPath parsePath(TenantId tenant, String text) {
		return this.paths.parse(tenant, text);
	}

	/** Where the service itself keeps a connector's secret. */
	public SecretPath ownPath(TenantId tenant, UUID connectorId, String field) {
		return this.paths.buildOwnPath(tenant, "connectors/" + connectorId + "#" + field);
	}

	/** Where the service itself keeps a further document of a connector's secrets. */
	public SecretPath ownPath(TenantId tenant, UUID connectorId, String document, String field) {
		return this.paths.buildOwnPath(tenant, "connectors/" + connectorId + "/" + document + "#" + field);
	}

	/**
	 * The secret at a path, at most as old as the cache allows.
	 * @throws ProblemException if it is missing or unusable, or if the store is down
	 */
	public Secret require(SecretPath path) {
		return this.cache.get(path, this::loadSecret);
	}

	/** The secret as the store has it now, which {@link #require} then sees as well. */
	public Secret requireFresh(SecretPath path) {
		return this.cache.refresh(path, this::loadSecret);
	}

	/**
	 * Writes secrets, one write per document, and keeps the documents' other fields. Each
	 * document is written whole or not at all; several are not one transaction.
	 */
	public void put(Map<SecretPath, Secret> values) {
		Map<SecretPath, Map<SecretPath, Secret>> documents = new LinkedHashMap<>();
		values.forEach((path, value) -> documents.computeIfAbsent(path.withField(null), key -> new LinkedHashMap<>())
			.put(path, value));
		documents.forEach(this::putDocument);
	}

	/** Removes a field, and the document with all its versions if that was the last. */
	public void remove(SecretPath path) {
		for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
			if (tryRemove(path)) {
				return;
			}
		}
		throw contentionException(path);
	}

	/** Removes a document with all its fields and versions. */
	public void removeDocument(SecretPath path) {
		Set<String> fields = this.store.read(path).orElse(SecretDocument.ABSENT).fields().keySet();
		this.store.delete(path);
		fields.forEach((field) -> evict(path, field));
	}

	private Secret loadSecret(SecretPath path) {
		SecretDocument document = this.store.read(path).orElseThrow(() -> SecretProblems.missingSecretException(path));
		String field = resolveField(path, document);
		if (!document.fields().containsKey(field)) {
			throw SecretProblems.missingSecretException(path);
		}
		return document.findSecret(field)
			.orElseThrow(() -> SecretProblems.unusableSecretException(path, "is not a string, a number or a boolean."));
	}

	/** The field that is meant: the one named, else "value", else the only one. */
	private static String resolveField(SecretPath path, SecretDocument document) {
		Set<String> names = document.fields().keySet();
		if (path.field().isPresent() || names.contains(DEFAULT_FIELD) || names.isEmpty()) {
			return path.field().orElse(DEFAULT_FIELD);
		}
		if (names.size() > 1) {
			throw SecretProblems.unusableSecretException(path,
					"has several fields and none called value: name one with #field.");
		}
		return names.iterator().next();
	}

	private void putDocument(SecretPath document, Map<SecretPath, Secret> values) {
		for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
			if (tryPut(document, values)) {
				return;
			}
		}
		throw contentionException(document);
	}

	private boolean tryPut(SecretPath path, Map<SecretPath, Secret> values) {
		SecretDocument document = this.store.read(path).orElse(SecretDocument.ABSENT);
		for (Map.Entry<SecretPath, Secret> value : values.entrySet()) {
			document = document.with(value.getKey().field().orElse(DEFAULT_FIELD), value.getValue());
		}
		boolean written = this.store.write(path, document);
		values.keySet().forEach((changed) -> evict(changed, changed.field().orElse(DEFAULT_FIELD)));
		return written;
	}

	private boolean tryRemove(SecretPath path) {
		SecretDocument document = this.store.read(path).orElse(SecretDocument.ABSENT);
		String field = resolveField(path, document);
		boolean removed = !document.fields().containsKey(field) || removeField(path, document.without(field));
		evict(path, field);
		return removed;
	}

	private boolean removeField(SecretPath path, SecretDocument rest) {
		if (!rest.fields().isEmpty()) {
			return this.store.write(path, rest);
		}
		this.store.delete(path);
		return true;
	}

	// a path without a field may mean the one that changed
	private void evict(SecretPath path, String field) {
		this.cache.evict(path.withField(field));
		this.cache.evict(path.withField(null));
	}

	/**
	 * Which secrets a connector uses is not known here: all of its tenant's are read
	 * anew.
	 */
	@Override
	public void onChange(ChangeNotification changeNotification) {
		if (changeNotification.kind() == ChangeNotification.Kind.CREDENTIALS) {
			this.cache.evictBelow(this.paths.keysBelow(changeNotification.tenant()));
		}
	}

	@Override
	public void onMissedChanges() {
		this.cache.evictBelow("");
	}

	private static ProblemException contentionException(SecretPath path) {
		return SecretProblems.storeUnavailableException("Others keep changing the secret at " + path + "; try again.")
			.withRetryAfter(Duration.ofSeconds(1));
	}

}
