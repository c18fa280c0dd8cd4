package io.connectorservice.trace;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is told of traces.
 *
 * @param propagateTo hosts that calls carry a traceparent to; all others never see one
 */
@ConfigurationProperties("connector.tracing")
record TraceSettings(@DefaultValue List<String> propagateTo) {
}
