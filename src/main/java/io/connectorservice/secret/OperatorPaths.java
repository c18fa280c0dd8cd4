package io.connectorservice.secret;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.settings.InvalidSettingException;

/**
 * Parses paths of the operator's own secrets and confines each to its OAuth app. No path
 * of a tenant can be below the operator's prefix: a prefix that could overlap with that
 * of a tenant stops the start.
 */
public final class OperatorPaths {

	private static final String SERVICE = "{service_name}";

	private static final String TENANT = "{tenant_id}";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z_]+}");

	private static final Pattern TENANT_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private static final Pattern SERVICE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

	private final String mount;

	private final String prefix;

	OperatorPaths(String mount, String prefix, String tenantPrefix) {
		this.mount = mount;
		this.prefix = requireUsable(prefix);
		if (overlap(prefix.split("/"), tenantPrefix.split("/"))) {
			throw new InvalidSettingException("VAULT_OPERATOR_PREFIX must not overlap with VAULT_TENANT_PREFIX,"
					+ " or tenants could name the operator's secrets: choose another first part, such as operator.");
		}
	}

	private static String requireUsable(String prefix) {
		if (!SecretPathParser.isSegments(prefix.replace(SERVICE, "0")) || !prefix.contains(SERVICE)) {
			throw new InvalidSettingException("VAULT_OPERATOR_PREFIX must be made of letters, digits, _ . - and contain"
					+ " {service_name}, such as operator/oauth-apps/{service_name}.");
		}
		return prefix;
	}

	// two prefixes are apart if one part of them differs whatever fills the placeholders
	private static boolean overlap(String[] operator, String[] tenant) {
		for (int i = 0; i < Math.min(operator.length, tenant.length); i++) {
			if (areApart(operator[i], tenant[i])) {
				return false;
			}
		}
		return true;
	}

	private static boolean areApart(String operator, String tenant) {
		String one = operator.toLowerCase(Locale.ROOT);
		String other = tenant.toLowerCase(Locale.ROOT);
		if (!one.contains(SERVICE) || !other.contains(TENANT)) {
			return !toPattern(one).matcher(other).matches() && !toPattern(other).matcher(one).matches();
		}
		return !startAlike(one, other) || !startAlike(reverse(one), reverse(other));
	}

	private static boolean startAlike(String one, String other) {
		String first = readFixedStart(one);
		String second = readFixedStart(other);
		return first.startsWith(second) || second.startsWith(first);
	}

	private static String readFixedStart(String part) {
		return part.split("[{}]", 2)[0];
	}

	private static String reverse(String part) {
		return new StringBuilder(part).reverse().toString();
	}

	private static Pattern toPattern(String part) {
		Matcher placeholders = PLACEHOLDER.matcher(part);
		StringBuilder pattern = new StringBuilder();
		int from = 0;
		while (placeholders.find()) {
			pattern.append(Pattern.quote(part.substring(from, placeholders.start())))
				.append(placeholders.group().equals(TENANT) ? TENANT_ID : SERVICE_NAME);
			from = placeholders.end();
		}
		return Pattern.compile(pattern.append(Pattern.quote(part.substring(from))).toString());
	}

	/** The beginning of the keys of all the operator's secrets. */
	String keysBelow() {
		return readFixedStart(this.prefix);
	}

	/** Returns the path under which the service itself stores a secret of an app. */
	SecretPath buildOwnPath(String serviceName, String field) {
		return new SecretPath(this.mount, resolvePrefix(serviceName), field);
	}

	/**
	 * Parses a path, which must name the app's document or one below it.
	 * @throws InvalidSecretPathException if the text is no path to a secret of the app
	 */
	SecretPath parse(String serviceName, String text) {
		String start = this.mount + "/data/";
		String own = start + resolvePrefix(serviceName);
		String document = text.split("#", 2)[0];
		if (text.length() > SecretPathParser.MAXIMUM_LENGTH || !(document.equals(own) || document.startsWith(own + "/"))
				|| !SecretPathParser.isSegments(document.substring(start.length()))) {
			throw new InvalidSecretPathException("The path must be " + own + " or go on below it, with parts made of"
					+ " letters, digits and _ . -, divided by single slashes.");
		}
		String field = text.contains("#") ? SecretPathParser.requireField(text.substring(document.length() + 1)) : null;
		return new SecretPath(this.mount, document.substring(start.length()), field);
	}

	private String resolvePrefix(String serviceName) {
		if (!SERVICE_NAME.matcher(serviceName).matches()) {
			throw new InvalidSecretPathException("The service's name cannot be part of a path.");
		}
		return this.prefix.replace(SERVICE, serviceName);
	}

}
