package io.connectorservice.trace;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of trace propagation.
 *
 * @param propagateTo hosts to which outgoing calls send a traceparent header; other hosts
 * never receive one
 */
@ConfigurationProperties("connector.tracing")
record TraceSettings(@DefaultValue List<String> propagateTo) {
}
