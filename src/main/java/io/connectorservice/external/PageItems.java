package io.connectorservice.external;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the array that holds a page's items.
 */
final class PageItems {

	/**
	 * As the last part of a pointer: the array that is named like the resource, else the
	 * only array.
	 */
	private static final String ANY = "/*";

	private PageItems() {
	}

	/**
	 * The items; null where they cannot be found.
	 * @param pointer the location that the catalog entry names, if any
	 */
	static @Nullable JsonNode findItems(@Nullable String pointer, String resourcePath, JsonNode body) {
		if (body.isArray()) {
			return body;
		}
		String place = (pointer == null) ? ANY : pointer;
		if (place.endsWith(ANY)) {
			return findArray(body.at(place.substring(0, place.length() - ANY.length())), resourcePath);
		}
		JsonNode there = body.at(place);
		return there.isArray() ? there : null;
	}

	private static @Nullable JsonNode findArray(JsonNode holder, String resourcePath) {
		List<Map.Entry<String, JsonNode>> arrays = holder.properties()
			.stream()
			.filter((member) -> member.getValue().isArray())
			.toList();
		String resource = normalizeName(extractResourceName(resourcePath));
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
		String plain = path.replaceFirst("\\?.*", "").replaceFirst("(?:\\.json|[./]list)?/*$", "");
		return plain.substring(plain.lastIndexOf('/') + 1);
	}

	// /order may list "orders", and /order_items "order-items"
	private static String normalizeName(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").replaceFirst("s$", "");
	}

	/** Whether a body in which no items were found may still be a list. */
	static boolean mayBeIn(JsonNode body) {
		return holdsArray(body) || holdsArray(body.path("_embedded"));
	}

	private static boolean holdsArray(JsonNode object) {
		return object.isObject() && object.valueStream().anyMatch(JsonNode::isArray);
	}

}
