package io.connectorservice.oauth.authorization;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The query parameters with which a provider redirected the browser back (RFC 6749,
 * 4.1.2; RFC 9207).
 *
 * @param repeated whether a standard parameter appeared more than once, which the RFC
 * forbids
 * @param others further parameters that appeared once, as some providers send more than
 * the standard's
 */
public record AuthorizationCallback(@Nullable String state, @Nullable String code, @Nullable String iss,
		@Nullable String error, boolean repeated, Map<String, String> others) {

	private static final Set<String> STANDARD = Set.of("state", "code", "iss", "error");

	private static final int MAX_OTHER_LENGTH = 500;

	private static final int MAX_OTHERS = 50;

	private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

	/** Reads the parameters of the callback's URL. */
	public static AuthorizationCallback fromParameters(Map<String, String[]> parameters) {
		boolean repeated = STANDARD.stream()
			.anyMatch((name) -> parameters.containsKey(name) && parameters.get(name).length > 1);
		return new AuthorizationCallback(readSingle(parameters, "state"), readSingle(parameters, "code"),
				readSingle(parameters, "iss"), readSingle(parameters, "error"), repeated, collectOthers(parameters));
	}

	private static Map<String, String> collectOthers(Map<String, String[]> parameters) {
		return parameters.entrySet()
			.stream()
			.filter((entry) -> !STANDARD.contains(entry.getKey()) && entry.getValue().length == 1
					&& entry.getValue()[0].length() <= MAX_OTHER_LENGTH)
			.limit(MAX_OTHERS)
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, (entry) -> entry.getValue()[0]));
	}

	private static @Nullable String readSingle(Map<String, String[]> parameters, String name) {
		String[] values = parameters.get(name);
		return (values == null || values.length != 1 || values[0].isBlank()) ? null : values[0];
	}

	/** The provider's error, if it is a code rather than free text. */
	@Nullable String errorCode() {
		return (this.error == null) ? null : ERROR_CODE.matcher(this.error).matches() ? this.error : "unreadable_error";
	}

}
