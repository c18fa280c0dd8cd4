package io.connectorservice.external;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.StringUtils;

/**
 * The array that holds the items of one page.
 */
final class PageItems {

	/**
	 * As the last part of a pointer: the array that is named like the resource, else the
	 * only array.
	 */
	private static final String ANY = "/*";

	private static final Pattern QUERY = Pattern.compile("\\?.*");

	private static final Pattern LIST_SUFFIX = Pattern.compile("(?:\\.json|[./]list)?/*$");

	private final JsonNode body;

	private final String resourcePath;

	private final String pointer;

	/**
	 * Prepares the search in a page.
	 * @param pointer the location that the catalog entry names, if any
	 */
	PageItems(JsonNode body, String resourcePath, @Nullable String pointer) {
		this.body = body;
		this.resourcePath = resourcePath;
		this.pointer = (pointer == null) ? ANY : pointer;
	}

	/** The items; null where they cannot be found. */
	@Nullable JsonNode findItems() {
		if (this.body.isArray()) {
			return this.body;
		}
		if (this.pointer.endsWith(ANY)) {
			return findArray(this.body.at(this.pointer.substring(0, this.pointer.length() - ANY.length())));
		}
		JsonNode there = this.body.at(this.pointer);
		return there.isArray() ? there : null;
	}

	private @Nullable JsonNode findArray(JsonNode holder) {
		List<Map.Entry<String, JsonNode>> arrays = holder.properties()
			.stream()
			.filter((member) -> member.getValue().isArray())
			.toList();
		String resource = normalizeName(extractResourceName(this.resourcePath));
		return arrays.stream()
			.filter((member) -> normalizeName(member.getKey()).equals(resource))
			.findFirst()
			.or(() -> findOnlyArray(arrays))
			.map(Map.Entry::getValue)
			.orElse(null);
	}

	// links describe the page, they are no items
	private static Optional<Map.Entry<String, JsonNode>> findOnlyArray(List<Map.Entry<String, JsonNode>> arrays) {
		List<Map.Entry<String, JsonNode>> left = arrays.stream()
			.filter((member) -> !member.getKey().startsWith("_") && !member.getKey().equals("links"))
			.toList();
		return (left.size() == 1) ? Optional.of(left.getFirst()) : Optional.empty();
	}

	private static String extractResourceName(String path) {
		String plain = LIST_SUFFIX.matcher(QUERY.matcher(path).replaceFirst("")).replaceFirst("");
		return plain.substring(plain.lastIndexOf('/') + 1);
	}

	// /order may list "orders", and /order_items "order-items"
	private static String normalizeName(String name) {
		String plain = StringUtils.deleteAny(name.toLowerCase(Locale.ROOT), "-_");
		return plain.endsWith("s") ? plain.substring(0, plain.length() - 1) : plain;
	}

	/** Whether a body in which no items were found may still be a list. */
	boolean mayExist() {
		return holdsArray(this.body) || holdsArray(this.body.path("_embedded"));
	}

	private static boolean holdsArray(JsonNode object) {
		return object.isObject() && object.valueStream().anyMatch(JsonNode::isArray);
	}

}
