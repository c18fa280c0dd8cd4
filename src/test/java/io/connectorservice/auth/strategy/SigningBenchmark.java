package io.connectorservice.auth.strategy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.connectorservice.json.StrictJson;
import io.connectorservice.outbound.OutboundRequest;
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
import tools.jackson.databind.JsonNode;

/**
 * Measures the signing strategies that compute a signature.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class SigningBenchmark {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final JsonNode config = StrictJson.read("{\"key_id\":\"k1\"}".getBytes(StandardCharsets.UTF_8));

	private final OutboundRequest request = OutboundRequest
		.of("POST", TargetUrl.of("https://api.example.com/v2/items?q=1"))
		.withBody("application/json",
				"{\"title\":\"Found a bug\",\"body\":\"It does not work\"}".getBytes(StandardCharsets.UTF_8));

	@Benchmark
	public byte[] partsToSign() {
		return new SignatureComponents(this.request, this.config, NOW)
			.fill("{method}\n{path_and_query}\n{timestamp}\n{body_sha256}");
	}

	@Benchmark
	public String awsSignature() {
		return new AwsSignature("us-east-1", "service", NOW).buildAuthorizationHeader(this.request, "AKIDEXAMPLE",
				"example-secret-key-not-a-secret");
	}

}
