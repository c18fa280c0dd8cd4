package io.connectorservice.secret;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * A secret store of a test's own, which counts reads and fails when told to.
 */
public final class InMemorySecretStore implements SecretStore {

	private final Map<String, SecretDocument> documents = new ConcurrentHashMap<>();

	private final List<String> reads = new CopyOnWriteArrayList<>();

	private volatile @Nullable RuntimeException failure;

	/** Throws this from now on; null to work again. */
	public void fail(@Nullable RuntimeException failure) {
		this.failure = failure;
	}

	/** The documents that were read, in order. */
	public List<String> reads() {
		return List.copyOf(this.reads);
	}

	/** The paths of all documents. */
	public Set<String> paths() {
		return Set.copyOf(this.documents.keySet());
	}

	@Override
	public Optional<SecretDocument> read(SecretPath path) {
		failIfTold();
		this.reads.add(path.documentPath());
		return Optional.ofNullable(this.documents.get(path.documentPath()));
	}

	@Override
	public synchronized boolean write(SecretPath path, SecretDocument document) {
		failIfTold();
		int stored = this.documents.getOrDefault(path.documentPath(), SecretDocument.ABSENT).version();
		if (stored != document.version()) {
			return false;
		}
		this.documents.put(path.documentPath(), new SecretDocument(document.fields(), stored + 1));
		return true;
	}

	@Override
	public void delete(SecretPath path) {
		failIfTold();
		this.documents.remove(path.documentPath());
	}

	private void failIfTold() {
		RuntimeException told = this.failure;
		if (told != null) {
			throw told;
		}
	}

}
