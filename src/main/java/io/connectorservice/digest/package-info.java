/**
 * Message digests.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.digest;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
