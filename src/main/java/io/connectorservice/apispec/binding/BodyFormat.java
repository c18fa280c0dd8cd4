package io.connectorservice.apispec.binding;

import java.util.Locale;

import com.google.re2j.Pattern;

/**
 * The format of a body, in the order of preference if an operation accepts several.
 */
public enum BodyFormat {

	JSON, FORM, MULTIPART, TEXT, BINARY;

	private static final Pattern MEDIA_TYPE = Pattern
		.compile("[A-Za-z0-9!#$&^_.+*-]{1,100}/[A-Za-z0-9!#$&^_.+*-]{1,100}(?:; ?[A-Za-z0-9-]+=[\"A-Za-z0-9_./+-]+)*");

	public static boolean isMediaType(String text) {
		return text.length() <= 300 && MEDIA_TYPE.matches(text);
	}

	public static BodyFormat of(String mediaType) {
		String essence = parseEssence(mediaType);
		if (isJson(essence)) {
			return JSON;
		}
		return switch (essence) {
			case "application/x-www-form-urlencoded" -> FORM;
			case "multipart/form-data" -> MULTIPART;
			case "application/xml", "application/graphql", "application/yaml" -> TEXT;
			default -> (essence.startsWith("text/") || essence.endsWith("+xml")) ? TEXT : BINARY;
		};
	}

	/** Whether a body of this format has fields, which can be part of a flat payload. */
	boolean hasFields() {
		return this == JSON || this == FORM || this == MULTIPART;
	}

	/** Returns the media type to send for one that may be a range. */
	static String toConcreteType(String mediaType) {
		if (!mediaType.contains("*")) {
			return mediaType;
		}
		return (of(mediaType) == JSON) ? "application/json" : "application/octet-stream";
	}

	private static boolean isJson(String essence) {
		return essence.equals("application/json") || essence.equals("text/json") || essence.equals("application/x-json")
				|| essence.endsWith("+json") || essence.equals("*/*") || essence.equals("application/*");
	}

	private static String parseEssence(String mediaType) {
		int end = mediaType.indexOf(';');
		return ((end < 0) ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
	}

}
