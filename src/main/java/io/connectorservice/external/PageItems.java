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
	static @Nullable JsonNode find(@Nullable String pointer, String resourcePath, JsonNode body) {
		if (body.isArray()) {
			return body;
		}
		String place = (pointer == null) ? ANY : pointer;
		if (place.endsWith(ANY)) {
			return arrayIn(body.at(place.substring(0, place.length() - ANY.length())), resourcePath);
		}
		JsonNode there = body.at(place);
		return there.isArray() ? there : null;
	}

	// names such as _links stand for what is said of the page
	private static @Nullable JsonNode arrayIn(JsonNode holder, String resourcePath) {
		List<Map.Entry<String, JsonNode>> arrays = holder.properties()
			.stream()
			.filter((member) -> member.getValue().isArray() && !member.getKey().startsWith("_"))
			.toList();
		String resource = plain(lastSegment(resourcePath));
		return arrays.stream()
			.filter((member) -> plain(member.getKey()).equals(resource))
			.findFirst()
			.or(() -> (arrays.size() == 1) ? arrays.stream().findFirst() : Optional.empty())
			.map(Map.Entry::getValue)
			.orElse(null);
	}

	private static String lastSegment(String path) {
		String plain = path.replaceFirst("\\?.*", "").replaceFirst("/+$", "");
		return plain.substring(plain.lastIndexOf('/') + 1).replaceFirst("\\.(?:json|list)$", "");
	}

	private static String plain(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
	}

	/** Whether a body without known items may be a list all the same. */
	static boolean mayBeIn(JsonNode body) {
		return holdsArray(body) || holdsArray(body.path("_embedded"));
	}

	private static boolean holdsArray(JsonNode object) {
		return object.isObject() && object.valueStream().anyMatch(JsonNode::isArray);
	}

}
