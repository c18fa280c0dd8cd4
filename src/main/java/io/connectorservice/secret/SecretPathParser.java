package io.connectorservice.secret;

import io.connectorservice.settings.InvalidSettingException;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Parses paths of secrets and confines them to the tenant: a path must start with exactly
 * the tenant's own prefix.
 */
public final class SecretPathParser {

	static final int MAXIMUM_LENGTH = 512;

	private static final String TENANT = "{tenant_id}";

	private final String mount;

	private final String tenantPrefix;

	SecretPathParser(String mount, String tenantPrefix) {
		this.mount = requireSegments(mount, "VAULT_KV_MOUNT must be made of letters, digits and _ . - such as kv.");
		if (mount.endsWith("/data")) {
			throw new InvalidSettingException("VAULT_KV_MOUNT must be the mount alone, such as kv, without /data.");
		}
		requireSegments(tenantPrefix.replace(TENANT, "0"),
				"VAULT_TENANT_PREFIX must be made of letters, digits, _ . - and {tenant_id}, such as tenant_{tenant_id}.");
		this.tenantPrefix = requireTenant(tenantPrefix);
	}

	private static String requireSegments(String text, String message) {
		if (!isSegments(text)) {
			throw new InvalidSettingException(message);
		}
		return text;
	}

	private static String requireTenant(String prefix) {
		if (!prefix.contains(TENANT)) {
			throw new InvalidSettingException(
					"VAULT_TENANT_PREFIX must contain {tenant_id}, or tenants share secrets.");
		}
		return prefix;
	}

	/** The prefix of the keys of all the tenant's secrets. */
	String keysBelow(TenantId tenant) {
		return resolvePrefix(tenant) + "/";
	}

	public SecretPath buildOwnPath(TenantId tenant, String name) {
		return parse(tenant, this.mount + "/data/" + resolvePrefix(tenant) + "/" + name);
	}

	public SecretPath parse(TenantId tenant, String text) {
		if (text.length() > MAXIMUM_LENGTH) {
			throw new InvalidSecretPathException("The path must have at most " + MAXIMUM_LENGTH + " characters.");
		}
		int hash = text.indexOf('#');
		return (hash < 0) ? confinePath(tenant, text, null)
				: confinePath(tenant, text.substring(0, hash), requireField(text.substring(hash + 1)));
	}

	static String requireField(String field) {
		if (!isSegment(field, 0, field.length())) {
			throw new InvalidSecretPathException(
					"One # may name a field, made of letters, digits and _ . - (not of dots alone).");
		}
		if (field.equals(SecretDocument.OAUTH_APP)) {
			throw new InvalidSecretPathException("The field " + field + " is the service's own.");
		}
		return field;
	}

	private SecretPath confinePath(TenantId tenant, String document, @Nullable String field) {
		String start = this.mount + "/data/";
		String own = start + resolvePrefix(tenant) + "/";
		if (!document.startsWith(own)) {
			throw new InvalidSecretPathException(
					"The path must start with " + own + " and go on with the secret's name.");
		}
		if (!isSegments(document.substring(own.length()))) {
			throw new InvalidSecretPathException(
					"The path's parts, divided by single slashes, must be made of letters, digits"
							+ " and _ . - (not of dots alone).");
		}
		return new SecretPath(this.mount, document.substring(start.length()), field);
	}

	private String resolvePrefix(TenantId tenant) {
		return this.tenantPrefix.replace(TENANT, tenant.toString());
	}

	static boolean isSegments(String text) {
		int begin = 0;
		for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', begin)) {
			if (!isSegment(text, begin, slash)) {
				return false;
			}
			begin = slash + 1;
		}
		return isSegment(text, begin, text.length());
	}

	// A loop takes a tenth of the time that a regular expression does, and each call
	// parses a path.
	private static boolean isSegment(String text, int begin, int end) {
		boolean dotsOnly = true;
		for (int at = begin; at < end; at++) {
			char c = text.charAt(at);
			if (!isSegmentCharacter(c)) {
				return false;
			}
			dotsOnly = dotsOnly && c == '.';
		}
		return !dotsOnly;
	}

	private static boolean isSegmentCharacter(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
				|| c == '-';
	}

}
