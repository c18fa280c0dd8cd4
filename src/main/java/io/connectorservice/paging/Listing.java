package io.connectorservice.paging;

import java.util.List;

/**
 * A part of a list, and the size of the whole list.
 */
public record Listing<T>(List<T> items, long total) {
}
