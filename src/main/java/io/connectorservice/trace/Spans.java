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
 * Records the steps of a request as spans if traces are exported; otherwise it does
 * nothing. The current span is bound to the thread, as the log context is, so that code
 * which starts a step needs no tracer.
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
	 * Starts a step within the current request; outside of a request there are no spans.
	 * @param name one of a few fixed names, never text from a caller or a tenant
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

	/**
	 * Returns the traceparent header of the current step for calls to this host, if the
	 * operator enabled propagation to it.
	 */
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

	/** Wraps work so that it runs under the current span on any thread. */
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

	/** A step in progress. */
	public static final class Step implements AutoCloseable {

		private final @Nullable Span span;

		private final Tracer.@Nullable SpanInScope scope;

		private Step(@Nullable Span span, Tracer.@Nullable SpanInScope scope) {
			this.span = span;
			this.scope = scope;
		}

		/** Adds a tag, which must not contain secrets or parts of a query or body. */
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
