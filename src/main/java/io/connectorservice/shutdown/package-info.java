/**
 * Graceful shutdown in bounded time: readiness goes off, requests are still served for a
 * moment, and work in progress is completed.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.shutdown;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
