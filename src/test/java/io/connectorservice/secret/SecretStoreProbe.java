package io.connectorservice.secret;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.connectorservice.tenant.TenantId;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * The secret store of the service under test as others see it: read and changed without
 * the service's knowledge, and down for chosen tenants.
 */
public final class SecretStoreProbe implements BeanPostProcessor {

	private final Set<String> down = ConcurrentHashMap.newKeySet();

	private final Set<String> damaged = ConcurrentHashMap.newKeySet();

	private final AtomicReference<SecretStore> store = new AtomicReference<>();

	private final SecretPathParser paths = new SecretPathParser("kv", "tenant_{tenant_id}");

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (!(bean instanceof SecretStore found)) {
			return bean;
		}
		this.store.set(found);
		return new Failing(found);
	}

	/** A field's value, as it lies in the store. */
	public Optional<String> read(String tenant, String pathAndField) {
		SecretPath path = path(tenant, pathAndField);
		return store().read(path)
			.flatMap((document) -> document.findSecret(path.field().orElse("value")))
			.map(Secret::reveal);
	}

	/** Writes as another writer would. */
	public void write(String tenant, String pathAndField, String value) {
		SecretPath path = path(tenant, pathAndField);
		SecretDocument document = store().read(path).orElse(SecretDocument.ABSENT);
		store().write(path, document.with(path.field().orElse("value"), Secret.of(value)));
	}

	public void delete(String tenant, String pathAndField) {
		store().delete(path(tenant, pathAndField));
	}

	private SecretPath path(String tenant, String text) {
		return this.paths.parse(TenantId.parse(tenant).orElseThrow(), text);
	}

	private SecretStore store() {
		SecretStore found = this.store.get();
		if (found == null) {
			throw new IllegalStateException("There is no store yet");
		}
		return found;
	}

	/** From now on the store does not answer for this tenant. */
	public void failFor(String tenant) {
		this.down.add(tenant);
	}

	public void workFor(String tenant) {
		this.down.remove(tenant);
	}

	/** From now on what lies at paths that hold this text cannot be used. */
	public void damage(String text) {
		this.damaged.add(text);
	}

	public void repair(String text) {
		this.damaged.remove(text);
	}

	private final class Failing implements SecretStore {

		private final SecretStore found;

		Failing(SecretStore found) {
			this.found = found;
		}

		@Override
		public Optional<SecretDocument> read(SecretPath path) {
			return requireAvailable(path).read(path);
		}

		@Override
		public boolean write(SecretPath path, SecretDocument document) {
			return requireAvailable(path).write(path, document);
		}

		@Override
		public void delete(SecretPath path) {
			requireAvailable(path).delete(path);
		}

		private SecretStore requireAvailable(SecretPath path) {
			if (SecretStoreProbe.this.down.stream().anyMatch(path.text()::contains)) {
				throw SecretStore.unavailableException("The store does not answer.");
			}
			if (SecretStoreProbe.this.damaged.stream().anyMatch(path.text()::contains)) {
				throw path.unusableSecretException("is damaged.");
			}
			return this.found;
		}

	}

}
