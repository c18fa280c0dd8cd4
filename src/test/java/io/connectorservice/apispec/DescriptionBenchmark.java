package io.connectorservice.apispec;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;

import org.springframework.util.unit.DataSize;

/**
 * Measures what it takes to take in a large API description, and to check a payload
 * against it. Not a test; {@code .ci/run} leaves what it needs behind:
 *
 * <pre>
 * java -Xmx256m -cp "target/test-classes:target/classes:$(cat target/test-classpath)" \
 *   io.connectorservice.apispec.DescriptionBenchmark \
 *   src/test/node/real-input/node_modules/@octokit/openapi/generated/api.github.com.json
 * </pre>
 */
final class DescriptionBenchmark {

	private static final int WARM_ROUNDS = 15;

	private static final int CHECKS = 50_000;

	private static final ApiSpecSettings SETTINGS = new ApiSpecSettings(DataSize.ofMegabytes(64), Duration.ofHours(1),
			5000, 100);

	private static final JsonNode PAYLOAD = StrictJson.read("""
			{"owner":"octocat","repo":"hello-world","title":"Found a bug","body":"It does not work","labels":["bug"]}"""
		.getBytes(StandardCharsets.UTF_8));

	private DescriptionBenchmark() {
	}

	public static void main(String[] arguments) throws IOException {
		byte[] text = Files.readAllBytes(Path.of(arguments[0]));
		System.out.printf("description: %.1f MB%n", text.length / 1e6);
		long before = measureUsedHeap();
		long began = System.nanoTime();
		ApiDescription description = takeIn(text);
		System.out.printf("taken in cold: %d ms, %d actions%n", millisSince(began),
				description.listCallableOperations().size());
		System.out.printf("heap at its highest meanwhile: %d MB, kept afterwards: %d MB%n", peak() / 1_000_000 - before,
				measureUsedHeap() - before);
		System.out.printf("taken in warm, median of %d: %d ms%n", WARM_ROUNDS, warmMillis(text));
		System.out.printf("a payload checked and bound, median of %d: %.1f µs%n", CHECKS, checkMicros(description));
	}

	private static ApiDescription takeIn(byte[] text) {
		JsonNode tree = StrictJson.read(text);
		if (!new ApiSpecValidator(tree, SETTINGS).findFaults().isEmpty()) {
			throw new IllegalStateException("The description has faults");
		}
		return new SpecReader(tree, SETTINGS).readDescription();
	}

	private static long warmMillis(byte[] text) {
		long[] times = new long[WARM_ROUNDS];
		for (int i = 0; i < WARM_ROUNDS; i++) {
			long began = System.nanoTime();
			takeIn(text);
			times[i] = millisSince(began);
		}
		Arrays.sort(times);
		return times[WARM_ROUNDS / 2];
	}

	private static double checkMicros(ApiDescription description) {
		ApiOperation operation = description.findOperation("issues/create").orElseThrow();
		long[] times = new long[CHECKS];
		for (int i = 0; i < CHECKS; i++) {
			long began = System.nanoTime();
			operation.bindPayload(PAYLOAD);
			times[i] = System.nanoTime() - began;
		}
		Arrays.sort(times);
		return times[CHECKS / 2] / 1000.0;
	}

	private static long millisSince(long began) {
		return (System.nanoTime() - began) / 1_000_000;
	}

	private static long measureUsedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_000_000;
	}

	private static long peak() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP)
			.mapToLong((MemoryPoolMXBean pool) -> pool.getPeakUsage().getUsed())
			.sum();
	}

}
