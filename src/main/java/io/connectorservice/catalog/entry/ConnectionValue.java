package io.connectorservice.catalog.entry;

import org.jspecify.annotations.Nullable;

/**
 * A value that arrives with a connection's tokens and is stored as plain data.
 *
 * @param at its JSON pointer in the token response
 * @param callback the callback parameter that holds it, if it is not in the token
 * response
 * @param pattern must match the whole value; if it has a group, the first group is stored
 */
public record ConnectionValue(@Nullable String at, @Nullable String callback, String pattern) {
}
