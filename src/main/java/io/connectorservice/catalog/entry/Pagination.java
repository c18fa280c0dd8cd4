package io.connectorservice.catalog.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a service's lists go on. All places are JSON pointers into a page's body.
 *
 * @param items where a page's items are; at the end, {@code /*} stands for the array that
 * is named as the resource, else the only one; none for that in the body itself
 * @param next where the next URL or the cursor stands
 * @param lastItem where in the last item the cursor stands, in place of next
 * @param more where a boolean says whether there is more
 * @param last where a boolean says whether the page is the last one, in place of more
 * @param total where the number of all items, or of all pages, stands
 * @param parameter the query parameter that names the next page
 * @param sizeParameter the one that sets a page's size
 * @param defaultSize a page's size when none is asked for
 * @param first the number of the first page
 */
public record Pagination(Style style, @Nullable String items, @Nullable String next,
		@JsonProperty("last_item") @Nullable String lastItem, @Nullable String more, @Nullable String last,
		@Nullable String total, @Nullable String parameter,
		@JsonProperty("size_parameter") @Nullable String sizeParameter,
		@JsonProperty("default_size") @Nullable Integer defaultSize, @Nullable Integer first) {

	/** For services that nothing is known of: the Link header (RFC 8288). */
	public static final Pagination LINKS = new Pagination(Style.LINK, null, null, null, null, null, null, null, null,
			null, null);

	/** What names the next page. */
	public enum Style {

		@JsonProperty("link")
		LINK, @JsonProperty("next_url")
		NEXT_URL, @JsonProperty("cursor")
		CURSOR, @JsonProperty("offset")
		OFFSET, @JsonProperty("page")
		PAGE

	}

}
