package io.connectorservice.external;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the array in a page's body that lists things.
 */
final class PageItems {

	/** At a pointer's end: the array that is named as the resource, else the only one. */
	private static final String ANY = "/*";

	private PageItems() {
	}

	/**
	 * The items; none where they cannot be found.
	 * @param pointer where the catalog says that they are
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

	// links are said of the page
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

	// orders are what /order lists, and order-items what /order_items does
	private static String normalizeName(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").replaceFirst("s$", "");
	}

	/** Whether a body without known items may be a list all the same. */
	static boolean mayBeIn(JsonNode body) {
		return holdsArray(body) || holdsArray(body.path("_embedded"));
	}

	private static boolean holdsArray(JsonNode object) {
		return object.isObject() && object.valueStream().anyMatch(JsonNode::isArray);
	}

}
