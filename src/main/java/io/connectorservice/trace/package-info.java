/**
 * By what a request is found again: the ids that its log lines, events and spans carry.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.trace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
