package io.connectorservice.secret;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every secret store must do, whatever it is made of.
 */
public abstract class SecretStoreContract {

	public final TenantId tenant = new TenantId(UUID.randomUUID());

	protected abstract SecretStore store();

	public SecretPath path(String name) {
		return TestSecrets.paths().parse(this.tenant, "kv/data/tenant_" + this.tenant + "/" + name);
	}

	@Test
	void isEmptyInitially() {
		assertThat(store().read(path("none"))).isEmpty();
	}

	@Test
	void readsWhatWasWritten() {
		SecretPath path = path("service/api");
		Map<String, @Nullable Object> fields = fields();
		assertThat(store().write(path, new SecretDocument(fields, 0))).isTrue();
		SecretDocument read = store().read(path).orElseThrow();
		assertThat(read.fields()).isEqualTo(fields);
		assertThat(read.version()).isEqualTo(1);
	}

	@Test
	void keepsTextsByteForByte() {
		SecretPath path = path("odd.texts");
		String odd = "\u0000\n\t\"\\ \uD83D\uDD11 ünï ' {x} ${y} %s " + "k".repeat(20_000);
		store().write(path, SecretDocument.ABSENT.with("value", Secret.of(odd)));
		assertThat(store().read(path).orElseThrow().findSecret("value")).contains(Secret.of(odd));
	}

	@Test
	void replacesTheVersionThatWasRead() {
		SecretPath path = path("replaced");
		store().write(path, SecretDocument.ABSENT.with("a", Secret.of("1")));
		SecretDocument read = store().read(path).orElseThrow();
		assertThat(store().write(path, read.without("a").with("b", Secret.of("2")))).isTrue();
		assertThat(store().read(path).orElseThrow()).isEqualTo(new SecretDocument(Map.of("b", "2"), 2));
	}

	@Test
	void rejectsReplacementOfAnotherVersion() {
		SecretPath path = path("overtaken");
		store().write(path, SecretDocument.ABSENT.with("a", Secret.of("1")));
		assertThat(store().write(path, SecretDocument.ABSENT.with("a", Secret.of("late")))).isFalse();
		assertThat(store().write(path, new SecretDocument(Map.of("a", "early"), 7))).isFalse();
		assertThat(store().read(path).orElseThrow()).isEqualTo(new SecretDocument(Map.of("a", "1"), 1));
	}

	@Test
	void rejectsReplacementOfMissingDocument() {
		assertThat(store().write(path("never"), new SecretDocument(Map.of("a", "1"), 3))).isFalse();
		assertThat(store().read(path("never")).map(SecretDocument::fields).orElse(Map.of())).isEmpty();
	}

	@Test
	void createsDocumentAgainAfterDeletion() {
		SecretPath path = path("deleted");
		store().write(path, SecretDocument.ABSENT.with("a", Secret.of("1")));
		store().delete(path);
		assertThat(store().read(path)).isEmpty();
		assertThat(store().write(path, SecretDocument.ABSENT.with("a", Secret.of("2")))).isTrue();
	}

	@Test
	void ignoresDeletionOfMissingDocument() {
		store().delete(path("absent"));
		assertThat(store().read(path("absent"))).isEmpty();
	}

	@Test
	void separatesDocuments() {
		store().write(path("a/b"), SecretDocument.ABSENT.with("x", Secret.of("1")));
		store().write(path("a/B"), SecretDocument.ABSENT.with("x", Secret.of("2")));
		store().delete(path("a/b"));
		assertThat(store().read(path("a"))).isEmpty();
		assertThat(store().read(path("a/B")).orElseThrow().findSecret("x")).contains(Secret.of("2"));
	}

	@Test
	void acceptsOneOfConcurrentWriters() throws Exception {
		SecretPath path = path("contended");
		store().write(path, SecretDocument.ABSENT.with("a", Secret.of("0")));
		SecretDocument read = store().read(path).orElseThrow();
		List<Callable<Boolean>> writers = IntStream.range(0, 8)
			.<Callable<Boolean>>mapToObj((i) -> () -> store().write(path, read.with("a", Secret.of("writer" + i))))
			.toList();
		assertThat(together(writers)).filteredOn((won) -> won).hasSize(1);
		assertThat(store().read(path).orElseThrow().version()).isEqualTo(2);
	}

	@Test
	void losesNoFieldWithConcurrentWriters() throws Exception {
		Secrets secrets = TestSecrets.of(store());
		List<Callable<Boolean>> writers = Stream.of("a", "b", "c").<Callable<Boolean>>map((field) -> () -> {
			secrets.put(Map.of(path("shared").withField(field), Secret.of("of-" + field)));
			return true;
		}).toList();
		together(writers);
		assertThat(store().read(path("shared")).orElseThrow().fields())
			.isEqualTo(Map.of("a", "of-a", "b", "of-b", "c", "of-c"));
	}

	private static Map<String, @Nullable Object> fields() {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("value", "s3cret");
		fields.put("port", 5432);
		fields.put("large", 9_007_199_254_740_993L);
		fields.put("on", true);
		fields.put("nothing", null);
		fields.put("nested", Map.of("list", List.of(1, "two")));
		return fields;
	}

	private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			return executor.invokeAll(tasks).stream().map(Future::resultNow).toList();
		}
	}

}
