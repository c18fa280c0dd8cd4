package io.connectorservice.apispec.binding;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/**
 * One declared parameter of an operation.
 *
 * @param schema translated
 * @param mediaType how the value is serialised where the parameter has {@code content}
 * instead of a style
 */
public record Parameter(Location in, String name, Style style, boolean explode, boolean required, JsonNode schema,
		@Nullable String mediaType) {

	/**
	 * The value that goes out: what is required and can only be one need not be given.
	 */
	JsonNode valueOrConstant(JsonNode value) {
		return (value.isMissingNode() && this.required) ? this.schema.path("const") : value;
	}

	/** Where a parameter goes. */
	public enum Location {

		PATH, QUERY, HEADER;

		String key() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** How a value is written (OpenAPI's styles). */
	public enum Style {

		SIMPLE("simple"), LABEL("label"), MATRIX("matrix"), FORM("form"), SPACE_DELIMITED("spaceDelimited"),
		PIPE_DELIMITED("pipeDelimited"), DEEP_OBJECT("deepObject");

		private final String word;

		Style(String word) {
			this.word = word;
		}

		public static Style ofWord(String word, Style otherwise) {
			for (Style style : values()) {
				if (style.word.equals(word)) {
					return style;
				}
			}
			return otherwise;
		}

	}

}
