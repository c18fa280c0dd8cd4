import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Divides the CPU time of a recorded benchmark by layers: each sample counts for the innermost layer on its stack.
 * Code of Java itself counts for who called it; time of the compiler and of the garbage collector is in no sample.
 *
 * <pre>
 * BENCH_ONLY=nginx BENCH_FLAGS="-XX:StartFlightRecording:filename=/tmp/read.jfr,settings=profile,jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle=2000/s -XX:FlightRecorderOptions:stackdepth=512" \
 *   node --test src/test/node/benchmark/proxy.bench.mjs
 * java src/test/benchmark/LayerTable.java /tmp/read.jfr SECONDS_TO_SKIP MICROS_A_REQUEST
 * </pre>
 */
public class LayerTable {

	/** Beginnings of class names, the more special ones first. */
	private static final Map<String, String> LAYERS = new LinkedHashMap<>();

	static {
		LAYERS.put("io.connectorservice.outbound.masking.", "outbound: masking");
		LAYERS.put("io.connectorservice.outbound.url.", "outbound: URLs");
		LAYERS.put("io.connectorservice.outbound.egress.", "outbound: guard");
		LAYERS.put("io.connectorservice.outbound.", "outbound: client, headers, body");
		LAYERS.put("io.connectorservice.external.call.", "pipeline");
		LAYERS.put("io.connectorservice.external.", "external service, paging");
		LAYERS.put("io.connectorservice.auth.", "signing, secrets");
		LAYERS.put("io.connectorservice.secret.", "signing, secrets");
		LAYERS.put("io.connectorservice.security.slowclient.", "our filters");
		LAYERS.put("io.connectorservice.security.", "authentication, rate limit");
		LAYERS.put("io.connectorservice.trace.", "our filters");
		LAYERS.put("io.connectorservice.connector.web.MemoryFilter", "our filters");
		LAYERS.put("io.connectorservice.connector.", "connectors, reports");
		LAYERS.put("io.connectorservice.json.", "JSON");
		LAYERS.put("io.connectorservice.", "ours, the rest");
		LAYERS.put("tools.jackson.", "JSON");
		LAYERS.put("org.springframework.security.", "Spring Security");
		LAYERS.put("org.springframework.web.reactive.", "WebClient, Reactor");
		LAYERS.put("org.springframework.http.client.reactive.", "WebClient, Reactor");
		LAYERS.put("reactor.netty.", "Reactor Netty");
		LAYERS.put("reactor.", "WebClient, Reactor");
		LAYERS.put("io.netty.", "Netty");
		LAYERS.put("org.springframework.", "MVC: dispatch, arguments, answer");
		LAYERS.put("jakarta.servlet.", "Tomcat");
		LAYERS.put("org.apache.", "Tomcat");
		LAYERS.put("ch.qos.logback.", "logging");
		LAYERS.put("org.slf4j.", "logging");
		LAYERS.put("io.micrometer.", "metrics, observation");
		LAYERS.put("com.github.benmanes.caffeine.", "caches");
		LAYERS.put("com.nimbusds.", "authentication, rate limit");
	}

	private final Map<String, Integer> samples = new TreeMap<>();

	private int total;

	private long collections;

	private double pauseMillis;

	public static void main(String[] arguments) throws IOException {
		LayerTable table = new LayerTable();
		table.read(Path.of(arguments[0]), Duration.ofSeconds(Long.parseLong(arguments[1])));
		table.print(Double.parseDouble(arguments[2]));
	}

	private void read(Path recording, Duration skipped) throws IOException {
		try (RecordingFile file = new RecordingFile(recording)) {
			Instant first = null;
			while (file.hasMoreEvents()) {
				RecordedEvent event = file.readEvent();
				first = (first == null) ? event.getStartTime() : first;
				if (event.getStartTime().isAfter(first.plus(skipped))) {
					add(event);
				}
			}
		}
	}

	private void add(RecordedEvent event) {
		switch (event.getEventType().getName()) {
			case "jdk.CPUTimeSample" -> addSample(event);
			case "jdk.GarbageCollection" -> {
				this.collections++;
				this.pauseMillis += event.getDuration("sumOfPauses").toNanos() / 1e6;
			}
			default -> {
			}
		}
	}

	private void addSample(RecordedEvent event) {
		this.total++;
		String layer = (event.getStackTrace() == null) ? "no stack" : layerOf(event.getStackTrace().getFrames());
		this.samples.merge(layer, 1, Integer::sum);
	}

	private static String layerOf(List<RecordedFrame> frames) {
		for (RecordedFrame frame : frames) {
			String type = frame.getMethod().getType().getName();
			for (Map.Entry<String, String> layer : LAYERS.entrySet()) {
				if (type.startsWith(layer.getKey())) {
					return layer.getValue();
				}
			}
		}
		return "hand-over between threads";
	}

	private void print(double micros) {
		System.out.printf("%d samples; %d collections of %.1f ms on average%n", this.total, this.collections,
				this.pauseMillis / Math.max(1, this.collections));
		this.samples.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).forEach((entry) -> {
			double share = (double) entry.getValue() / this.total;
			System.out.printf("| %s | %.1f %% | %.1f µs |%n", entry.getKey(), 100 * share, micros * share);
		});
	}

}
