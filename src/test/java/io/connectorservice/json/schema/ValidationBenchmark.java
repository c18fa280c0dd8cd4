package io.connectorservice.json.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.Fault;
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
 * What it costs to read a body strictly and to check it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ValidationBenchmark {

	private final byte[] text = """
			{"api_key_name":"X-Api-Key","key_location":"header","secret_key_vault_path":"kv/data/tenant_a/b#key"}"""
		.getBytes(StandardCharsets.UTF_8);

	private final JsonNode value = StrictJson.read(this.text);

	private final JsonSchema schema = JsonSchema.fromClasspath("auth/apikey.schema.json");

	@Benchmark
	public JsonNode readStrictly() {
		return StrictJson.read(this.text);
	}

	@Benchmark
	public List<Fault> validate() {
		return this.schema.findFaults(this.value);
	}

}
