package io.connectorservice.paging;

import java.util.List;

/**
 * A part of a list, and how long the whole is.
 */
public record Listing<T>(List<T> items, long total) {
}
