/**
 * How the process ends: first it says so, then it serves on for a moment, then it lets
 * what is under way end, and all of that in bounded time.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.shutdown;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
