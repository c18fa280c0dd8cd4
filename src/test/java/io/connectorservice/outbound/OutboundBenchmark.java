package io.connectorservice.outbound;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.connectorservice.outbound.egress.EgressAllowList;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.masking.Masking;
import io.connectorservice.outbound.url.TargetUrl;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call costs before and after the wire: its URL, the guard, its credential, and
 * the search for it in the answer. Not a test; {@code .ci/run} leaves what it needs
 * behind:
 *
 * <pre>
 * java -cp "target/test-classes:target/classes:$(cat target/test-classpath)" org.openjdk.jmh.Main
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class OutboundBenchmark {

	private static final String KEY = "benchmark-key-of-forty-characters-000000";

	private final TargetUrl base = TargetUrl.parseBaseUrl("https://api.example.com/v2");

	private final EgressGuard guard = new EgressGuard(
			EgressAllowList.fromEntries(List.of("internal.example:8443", "10.1.0.0/16")));

	private final InetAddress address = InetAddress.ofLiteral("93.184.215.14");

	private final byte[] answer = ("{\"items\":[" + "{\"id\":1,\"name\":\"benchmark\",\"open\":true},".repeat(24)
			+ "{}]}")
		.getBytes(StandardCharsets.UTF_8);

	@Benchmark
	public TargetUrl baseUrl() {
		return TargetUrl.parseBaseUrl("https://api.example.com/v2");
	}

	@Benchmark
	public TargetUrl joinUrl() {
		return this.base.resolve("/items/17/comments").withQuery("page", "2");
	}

	@Benchmark
	public Optional<String> guardUrl() {
		return this.guard.findRefusal(this.base);
	}

	@Benchmark
	public Optional<String> guardAddress() {
		return this.guard.findRefusal("api.example.com", this.address, 443);
	}

	@Benchmark
	public OutboundRequest keySigned() {
		return OutboundRequest.of("GET", this.base).withCredentialHeader("X-Api-Key", KEY, List.of(KEY));
	}

	@Benchmark
	public byte[] maskKilobyte() {
		return Masking.forSecrets(List.of(KEY)).mask(this.answer);
	}

}
