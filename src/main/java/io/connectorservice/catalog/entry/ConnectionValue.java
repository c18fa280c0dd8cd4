package io.connectorservice.catalog.entry;

import org.jspecify.annotations.Nullable;

/**
 * Something worth keeping that comes with a connection's tokens.
 *
 * @param at where it stands in the token endpoint's answer
 * @param callback the parameter of the callback's address that holds it, in place of that
 * @param pattern what the whole value matches; its first group is kept where it has one
 */
public record ConnectionValue(@Nullable String at, @Nullable String callback, String pattern) {
}
