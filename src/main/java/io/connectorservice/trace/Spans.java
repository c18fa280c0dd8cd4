package io.connectorservice.trace;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a request as spans, where traces are exported; where not, nothing. Like
 * the log's context it belongs to the thread, so that whoever takes a step needs no
 * tracer.
 */
public final class Spans {

	private static final Step NONE = new Step(null, null);

	private static volatile @Nullable Exporting exporting;

	private Spans() {
	}

	static void exportBy(Tracer tracer, Set<String> propagateTo) {
		exporting = new Exporting(tracer,
				propagateTo.stream().map((host) -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
	}

	static void stopExporting() {
		exporting = null;
	}

	/**
	 * A step within the present request; what no request asked for has no spans.
	 * @param name of few; never anything that a caller or tenant wrote
	 */
	public static Step startStep(String name) {
		Exporting current = exporting;
		Span parent = (current == null) ? null : current.tracer().currentSpan();
		if (current == null || parent == null) {
			return NONE;
		}
		Span span = current.tracer()
			.spanBuilder()
			.setParent(parent.context())
			.kind(Span.Kind.CLIENT)
			.name(name)
			.start();
		return new Step(span, current.tracer().withSpan(span));
	}

	/** What tells a host of the present step, if the operator wants it to be told. */
	public static Optional<String> formatTraceparent(String host) {
		Exporting current = exporting;
		if (current == null || !current.propagateTo().contains(host.toLowerCase(Locale.ROOT))) {
			return Optional.empty();
		}
		return Optional.ofNullable(current.tracer().currentSpan()).map(Span::context).map(Spans::formatTraceparent);
	}

	private static String formatTraceparent(TraceContext context) {
		return "00-" + context.traceId() + "-" + context.spanId()
				+ (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
	}

	/** The same work under the present span, on whatever thread it runs. */
	static Runnable withCurrentSpan(Runnable work) {
		Exporting current = exporting;
		Span span = (current == null) ? null : current.tracer().currentSpan();
		if (current == null || span == null) {
			return work;
		}
		return () -> {
			try (Tracer.SpanInScope _ = current.tracer().withSpan(span)) {
				work.run();
			}
		};
	}

	private record Exporting(Tracer tracer, Set<String> propagateTo) {
	}

	/**
	 * A step under way.
	 */
	public static final class Step implements AutoCloseable {

		private final @Nullable Span span;

		private final Tracer.@Nullable SpanInScope scope;

		private Step(@Nullable Span span, Tracer.@Nullable SpanInScope scope) {
			this.span = span;
			this.scope = scope;
		}

		/** Adds what the step is about: no secret, nothing of a query or a body. */
		public Step tag(String name, String value) {
			if (this.span != null) {
				this.span.tag(name, value);
			}
			return this;
		}

		public Step tag(String name, long value) {
			if (this.span != null) {
				this.span.tag(name, value);
			}
			return this;
		}

		@Override
		public void close() {
			if (this.span != null && this.scope != null) {
				this.scope.close();
				this.span.end();
			}
		}

	}

}
