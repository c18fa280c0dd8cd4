/**
 * The one moment by which what a caller asked for has to end, whichever rooms it passes.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.deadline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
