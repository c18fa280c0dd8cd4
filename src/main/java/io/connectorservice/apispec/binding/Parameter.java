package io.connectorservice.apispec.binding;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/**
 * A declared parameter of an operation.
 *
 * @param schema the translated schema
 * @param mediaType media type of the serialized value; null if it has a style
 */
public record Parameter(Location in, String name, Style style, boolean explode, boolean required, JsonNode schema,
		@Nullable String mediaType) {

	/** Returns the value to send; a constant of a required parameter is filled in. */
	JsonNode valueOrConstant(JsonNode value) {
		return (value.isMissingNode() && this.required) ? this.schema.path("const") : value;
	}

	/** The part of the request that contains a parameter. */
	public enum Location {

		PATH, QUERY, HEADER;

		String key() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** The style in which a value is written, by OpenAPI. */
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
