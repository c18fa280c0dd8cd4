package io.connectorservice.apispec;

import org.jspecify.annotations.Nullable;

/**
 * A flaw that affects only a part of an API description.
 *
 * @param pointer JSON pointer into the description
 * @param operation the affected operation; null if the flaw is outside of operations
 */
public record SpecWarning(String pointer, @Nullable String operation, String message) {

}
