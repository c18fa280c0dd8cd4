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
 * Reads and writes tenants' secrets by path; confines each path to its tenant and caches
 * secrets for a short time.
 */
public final class Secrets implements ChangeSubscriber {

	/** The default field of a path that names none. */
	private static final String DEFAULT_FIELD = "value";

	private static final int WRITE_ATTEMPTS = 5;

	private final SecretPathParser paths;

	private final OperatorPaths operatorPaths;

	private final SecretStore store;

	private final SecretCache cache;

	Secrets(SecretPathParser paths, OperatorPaths operatorPaths, SecretStore store, SecretCache cache) {
		this.paths = paths;
		this.operatorPaths = operatorPaths;
		this.store = store;
		this.cache = cache;
	}

	/**
	 * Parses a path and confines it to the tenant.
	 * @throws InvalidSecretPathException if the text is no path to a secret of the tenant
	 */
	public SecretPath parsePath(TenantId tenant, String text) {
		return this.paths.parse(tenant, text);
	}

	/** Returns the path under which the service itself stores a connector's secret. */
	public SecretPath ownPath(TenantId tenant, UUID connectorId, String field) {
		return this.paths.buildOwnPath(tenant, "connectors/" + connectorId + "#" + field);
	}

	/** Returns the path of a further document with a connector's secrets. */
	public SecretPath ownPath(TenantId tenant, UUID connectorId, String document, String field) {
		return this.paths.buildOwnPath(tenant, "connectors/" + connectorId + "/" + document + "#" + field);
	}

	/**
	 * Returns the path under which the service itself stores a secret of an OAuth app.
	 */
	public SecretPath operatorPath(String serviceName, String field) {
		return this.operatorPaths.buildOwnPath(serviceName, field);
	}

	/**
	 * Parses a path of the operator's and confines it to its OAuth app.
	 * @throws InvalidSecretPathException if the text is no path to a secret of the app
	 */
	public SecretPath parseOperatorPath(String serviceName, String text) {
		return this.operatorPaths.parse(serviceName, text);
	}

	/**
	 * Returns the secret at a path; it may be as old as the cache's TTL.
	 * @throws ProblemException if the secret is missing or unusable, or the store is down
	 */
	public Secret require(SecretPath path) {
		return this.cache.get(path, this::loadSecret);
	}

	/**
	 * Reads the secret from the store and replaces the cached one, so that
	 * {@link #require} returns the new value too.
	 */
	public Secret requireFresh(SecretPath path) {
		return this.cache.refresh(path, this::loadSecret);
	}

	/**
	 * Writes secrets with one write per document and keeps the documents' other fields.
	 * Each document is written atomically, but several documents are not one transaction.
	 */
	public void put(Map<SecretPath, Secret> values) {
		Map<SecretPath, Map<SecretPath, Secret>> documents = new LinkedHashMap<>();
		values.forEach((path, value) -> documents.computeIfAbsent(path.withField(null), key -> new LinkedHashMap<>())
			.put(path, value));
		documents.forEach(this::putDocument);
	}

	/**
	 * Removes a field, and the document with all its versions if it was the last field.
	 */
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
		SecretDocument document = this.store.read(path).orElseThrow(path::missingSecretException);
		if (document.fields().containsKey(SecretDocument.OAUTH_APP)) {
			throw path.unusableSecretException(
					"holds tokens of the operator's OAuth app, which only the connector that obtained them uses.");
		}
		String field = resolveField(path, document);
		if (!document.fields().containsKey(field)) {
			throw path.missingSecretException();
		}
		return document.findSecret(field)
			.orElseThrow(() -> path.unusableSecretException("is not a string, a number or a boolean."));
	}

	/**
	 * Returns the field that is meant: the one that the path names, or else "value", or
	 * else the only one.
	 */
	private static String resolveField(SecretPath path, SecretDocument document) {
		Set<String> names = document.fields().keySet();
		if (path.field().isPresent() || names.contains(DEFAULT_FIELD) || names.isEmpty()) {
			return path.field().orElse(DEFAULT_FIELD);
		}
		if (names.size() > 1) {
			throw path.unusableSecretException("has several fields and none called value: name one with #field.");
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

	// A path without a field may refer to the field that changed.
	private void evict(SecretPath path, String field) {
		this.cache.evict(path.withField(field));
		this.cache.evict(path.withField(null));
	}

	/** Evicts all secrets of the tenant, because the connector's are not known here. */
	@Override
	public void onChange(ChangeNotification changeNotification) {
		if (changeNotification.kind() == ChangeNotification.Kind.CREDENTIALS) {
			this.cache.evictBelow(this.paths.keysBelow(changeNotification.tenant()));
		}
		if (changeNotification.kind() == ChangeNotification.Kind.OAUTH_APPS) {
			this.cache.evictBelow(this.operatorPaths.keysBelow());
		}
	}

	@Override
	public void onMissedChanges() {
		this.cache.evictBelow("");
	}

	private static ProblemException contentionException(SecretPath path) {
		return SecretStore
			.unavailableException("The secret at " + path + " is being changed by other requests; try again.")
			.withRetryAfter(Duration.ofSeconds(1));
	}

}
