package io.connectorservice.trace;

import java.util.Set;

import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Enables the recording of spans if an exporter is configured.
 */
@Component
final class TraceExport implements DisposableBean {

	TraceExport(ObjectProvider<Tracer> tracers, TraceSettings settings) {
		tracers.stream()
			.filter((tracer) -> !Tracer.NOOP.equals(tracer))
			.findFirst()
			.ifPresent((tracer) -> Spans.exportBy(tracer, Set.copyOf(settings.propagateTo())));
	}

	@Override
	public void destroy() {
		Spans.stopExporting();
	}

}
