package io.connectorservice.apispec;

import org.jspecify.annotations.Nullable;

/**
 * A flaw of an API description that costs no more than a part of it.
 *
 * @param pointer where in the description it is
 * @param operation the action that it concerns; none where it is not in an operation
 */
public record SpecWarning(String pointer, @Nullable String operation, String message) {

}
