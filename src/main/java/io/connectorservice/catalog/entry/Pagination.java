package io.connectorservice.catalog.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Describes how a service pages its lists. All locations are JSON pointers into a page's
 * body.
 *
 * @param items the location of a page's items; a final {@code /*} stands for the array
 * that is named like the resource, otherwise for the only array; null if the body itself
 * is the array
 * @param next the location of the next page's URL or cursor
 * @param lastItem the location of the cursor within the last item, instead of next
 * @param more the location of a boolean that says whether there are more pages
 * @param last the location of a boolean that says whether the page is the last one,
 * instead of more
 * @param total the location of the number of all items or pages
 * @param parameter the query parameter that selects the next page
 * @param sizeParameter the query parameter that sets the page size
 * @param defaultSize the page size if none is requested
 * @param first the number of the first page
 */
public record Pagination(Style style, @Nullable String items, @Nullable String next,
		@JsonProperty("last_item") @Nullable String lastItem, @Nullable String more, @Nullable String last,
		@Nullable String total, @Nullable String parameter,
		@JsonProperty("size_parameter") @Nullable String sizeParameter,
		@JsonProperty("default_size") @Nullable Integer defaultSize, @Nullable Integer first) {

	/**
	 * Pagination by the Link header (RFC 8288), for services that are not in the catalog.
	 */
	public static final Pagination LINKS = new Pagination(Style.LINK, null, null, null, null, null, null, null, null,
			null, null);

	/** How the next page is requested. */
	public enum Style {

		@JsonProperty("link")
		LINK, @JsonProperty("next_url")
		NEXT_URL, @JsonProperty("cursor")
		CURSOR, @JsonProperty("offset")
		OFFSET, @JsonProperty("page")
		PAGE

	}

}
