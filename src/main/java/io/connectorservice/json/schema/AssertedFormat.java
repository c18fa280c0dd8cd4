package io.connectorservice.json.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

import com.google.re2j.Pattern;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;

/**
 * A format that is validated, with the message for invalid values; other formats are
 * treated as annotations.
 */
// The predicates have no mutable state, but Error Prone cannot see that from their type.
@SuppressWarnings("ImmutableEnumChecker")
enum AssertedFormat implements Format {

	UUID("uuid", "must be a UUID",
			createPatternCheck("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")),
	DATE_TIME("date-time", "must be a date and time such as 2026-01-31T12:00:00Z",
			createPatternCheck(
					"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
				.and(AssertedFormat::isDateTime)),
	DATE("date", "must be a date such as 2026-01-31",
			createPatternCheck("[0-9]{4}-[0-9]{2}-[0-9]{2}").and(AssertedFormat::isDate)),
	URI("uri", "must be an absolute URI", AssertedFormat::isAbsoluteUri),
	EMAIL("email", "must be an email address",
			createPatternCheck(
					"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")),
	HOSTNAME("hostname", "must be a host name",
			createPatternCheck("(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
					+ "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")),
	IPV4("ipv4", "must be an IPv4 address", createPatternCheck(
			"(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}" + "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"));

	private static final int MAX_LENGTH = 8_192;

	private final String format;

	private final String message;

	private final Predicate<String> check;

	AssertedFormat(String format, String message, Predicate<String> check) {
		this.format = format;
		this.message = message;
		this.check = check;
	}

	static Optional<String> findDescription(String format) {
		return Arrays.stream(values())
			.filter((asserted) -> asserted.format.equals(format))
			.map((asserted) -> asserted.message)
			.findFirst();
	}

	static Optional<String> findFault(String format, String text) {
		return Arrays.stream(values())
			.filter((asserted) -> asserted.format.equals(format))
			.filter((asserted) -> text.length() > MAX_LENGTH || !asserted.check.test(text))
			.map((asserted) -> asserted.message)
			.findFirst();
	}

	@Override
	public String getName() {
		return this.format;
	}

	@Override
	public boolean matches(ExecutionContext context, String value) {
		return value.length() <= MAX_LENGTH && this.check.test(value);
	}

	private static Predicate<String> createPatternCheck(String regex) {
		Pattern pattern = Pattern.compile(regex);
		return (value) -> pattern.matcher(value).matches();
	}

	private static boolean isDateTime(String value) {
		try {
			// RFC 3339 allows leap seconds, but java.time does not.
			OffsetDateTime
				.parse(value.replaceFirst("(?<=:[0-9]{2}):60", ":59").replaceFirst("(\\.[0-9]{9})[0-9]+", "$1"));
			return true;
		}
		catch (DateTimeException _) {
			return false;
		}
	}

	private static boolean isDate(String value) {
		try {
			LocalDate.parse(value);
			return true;
		}
		catch (DateTimeException _) {
			return false;
		}
	}

	private static boolean isAbsoluteUri(String value) {
		try {
			return new URI(value).isAbsolute();
		}
		catch (URISyntaxException _) {
			return false;
		}
	}

}
