/**
 * Request ids and trace spans, by which a request is found in logs, events and traces.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.trace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
