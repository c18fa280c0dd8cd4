package io.connectorservice.outbound.url;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A URI reference in its five components, resolved by RFC 3986, 5.2.2.
 * {@link java.net.URI#resolve} follows RFC 2396, which loses the last segment of the base
 * path if the reference consists of a query only.
 */
record UrlReference(@Nullable String scheme, @Nullable String authority, String path, @Nullable String query,
		@Nullable String fragment) {

	// RFC 3986, appendix B, with the grammar of the scheme added.
	private static final Pattern PARTS = Pattern
		.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?", Pattern.DOTALL);

	static UrlReference of(String text) {
		Matcher parts = PARTS.matcher(text);
		if (!parts.matches()) {
			throw new IllegalArgumentException("no URI reference");
		}
		return new UrlReference(parts.group(1), parts.group(2), Objects.requireNonNull(parts.group(3)), parts.group(4),
				parts.group(5));
	}

	/** Resolves the reference against this base. */
	UrlReference resolve(UrlReference reference) {
		if (reference.scheme != null) {
			return reference.withPath(withoutDotSegments(reference.path));
		}
		if (reference.authority != null) {
			return new UrlReference(this.scheme, reference.authority, withoutDotSegments(reference.path),
					reference.query, reference.fragment);
		}
		String query = (reference.path.isEmpty() && reference.query == null) ? this.query : reference.query;
		return new UrlReference(this.scheme, this.authority, resolvePath(reference.path), query, reference.fragment);
	}

	private String resolvePath(String path) {
		if (path.isEmpty()) {
			return this.path;
		}
		return withoutDotSegments(path.startsWith("/") ? path : mergePath(path));
	}

	private String mergePath(String path) {
		return (this.authority != null && this.path.isEmpty()) ? "/" + path
				: this.path.substring(0, this.path.lastIndexOf('/') + 1) + path;
	}

	// RFC 3986, 5.2.4.
	private static String withoutDotSegments(String path) {
		String remaining = path;
		StringBuilder out = new StringBuilder();
		while (!remaining.isEmpty()) {
			if (remaining.startsWith("../") || remaining.startsWith("./")) {
				remaining = remaining.substring(remaining.indexOf('/') + 1);
			}
			else if (remaining.startsWith("/./") || remaining.equals("/.")) {
				remaining = "/" + remaining.substring(Math.min(3, remaining.length()));
			}
			else if (remaining.startsWith("/../") || remaining.equals("/..")) {
				remaining = "/" + remaining.substring(Math.min(4, remaining.length()));
				out.setLength(Math.max(0, out.lastIndexOf("/")));
			}
			else if (remaining.equals(".") || remaining.equals("..")) {
				remaining = "";
			}
			else {
				int end = remaining.indexOf('/', 1);
				out.append(remaining, 0, (end < 0) ? remaining.length() : end);
				remaining = (end < 0) ? "" : remaining.substring(end);
			}
		}
		return out.toString();
	}

	private UrlReference withPath(String path) {
		return new UrlReference(this.scheme, this.authority, path, this.query, this.fragment);
	}

	UrlReference withoutFragment() {
		return new UrlReference(this.scheme, this.authority, this.path, this.query, null);
	}

	String renderText() {
		return ((this.scheme != null) ? this.scheme + ":" : "")
				+ ((this.authority != null) ? "//" + this.authority : "") + this.path
				+ ((this.query != null) ? "?" + this.query : "") + ((this.fragment != null) ? "#" + this.fragment : "");
	}

}
