package io.connectorservice.outbound;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.connectorservice.outbound.masking.Masking;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.PercentEncoding;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * One outgoing call, immutable; {@code toString} omits headers, credentials and body.
 */
public final class OutboundRequest {

	/** Longest header value in bytes; servers rarely accept header lines over 8 KiB. */
	public static final int LONGEST_HEADER_VALUE = 8192;

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH");

	private static final Set<String> NOT_IDEMPOTENT = Set.of("POST", "PATCH");

	private final String method;

	private final TargetUrl plainUrl;

	private final Map<String, String> headers;

	private final SensitiveParts sensitiveParts;

	private final @Nullable String mediaType;

	private final byte[] body;

	private final Bounds bounds;

	private final int redirects;

	private final @Nullable TenantId tenant;

	private OutboundRequest(String method, TargetUrl plainUrl, Map<String, String> headers,
			SensitiveParts sensitiveParts, @Nullable String mediaType, byte[] body, Bounds bounds, int redirects,
			@Nullable TenantId tenant) {
		this.method = method;
		this.plainUrl = plainUrl;
		this.headers = headers;
		this.sensitiveParts = sensitiveParts;
		this.mediaType = mediaType;
		this.body = body;
		this.bounds = bounds;
		this.redirects = redirects;
		this.tenant = tenant;
	}

	/**
	 * Creates a request without headers and body.
	 * @param method one of GET, HEAD, OPTIONS, PUT, DELETE, POST and PATCH, in any case
	 */
	public static OutboundRequest of(String method, TargetUrl url) {
		String upper = method.toUpperCase(Locale.ROOT);
		if (!METHODS.contains(upper)) {
			throw new IllegalArgumentException("Unsupported HTTP method");
		}
		return new OutboundRequest(upper, url, Map.of(), SensitiveParts.NONE, null, new byte[0], Bounds.NONE, 0, null);
	}

	/**
	 * Returns a copy with this header, which replaces an earlier one of the same name.
	 * @throws InvalidHeaderException if it must not be set or carries a credential
	 */
	public OutboundRequest withHeader(String name, String value) {
		new RequestHeader(name, value).checkCaller();
		return withFreeHeader(name, value);
	}

	/**
	 * Returns a copy with a header that the service's API description declares. Such a
	 * header may be one that is otherwise reserved, such as X-Request-ID.
	 * @throws InvalidHeaderException if the header frames or routes the message, or
	 * carries a credential
	 */
	public OutboundRequest withDeclaredHeader(String name, String value) {
		new RequestHeader(name, value).checkDeclared();
		return withFreeHeader(name, value);
	}

	private OutboundRequest withFreeHeader(String name, String value) {
		if (this.sensitiveParts.headers().contains(name.toLowerCase(Locale.ROOT))) {
			throw new InvalidHeaderException("credential",
					"This header carries the credential; remove it from the request.");
		}
		return withHeaders(name, value, this.sensitiveParts);
	}

	/**
	 * Returns a copy with this header, which {@link #withHeader} can no longer replace.
	 * @param sensitive the secrets in the value, each in plain form; if there are any,
	 * the value as a whole is masked too (a signed date, for example, is no secret)
	 * @throws InvalidHeaderException if the header must not be set
	 */
	public OutboundRequest withCredentialHeader(String name, String value, Collection<String> sensitive) {
		new RequestHeader(name, value).checkCredential();
		return withHeaders(name, value, this.sensitiveParts.withHeader(name, value, sensitive));
	}

	private OutboundRequest withHeaders(String name, String value, SensitiveParts sensitiveParts) {
		Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		more.putAll(this.headers);
		more.remove(name);
		more.put(name, value);
		return new OutboundRequest(this.method, this.plainUrl, Collections.unmodifiableMap(more), sensitiveParts,
				this.mediaType, this.body, this.bounds, this.redirects, this.tenant);
	}

	/**
	 * Returns a copy with this query parameter, which replaces any other of the same name
	 * and is shown as {@code ***}.
	 */
	public OutboundRequest withCredentialQuery(String name, String value) {
		return new OutboundRequest(this.method, this.plainUrl.withoutQuery(name), this.headers,
				this.sensitiveParts.withQuery(name, value), this.mediaType, this.body, this.bounds, this.redirects,
				this.tenant);
	}

	/**
	 * Returns a copy with a credential in its path, at the placeholder in the base URL.
	 * @throws InvalidTargetException if the path has no placeholder, or the value would
	 * change the meaning of the path
	 */
	public OutboundRequest withCredentialPath(String value) {
		this.plainUrl.withPathCredential(value);
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts.withPath(value),
				this.mediaType, this.body, this.bounds, this.redirects, this.tenant);
	}

	/** Adds this query parameter unless the URL already has one of that name. */
	public OutboundRequest withQueryUnlessThere(String name, String value) {
		boolean present = !this.plainUrl.withoutQuery(name).equals(this.plainUrl);
		return present ? this : new OutboundRequest(this.method, this.plainUrl.withQuery(name, value), this.headers,
				this.sensitiveParts, this.mediaType, this.body, this.bounds, this.redirects, this.tenant);
	}

	/**
	 * Returns a copy with this body.
	 * @throws InvalidHeaderException if the media type cannot be parsed
	 */
	public OutboundRequest withBody(String mediaType, byte[] body) {
		try {
			MediaType.parseMediaType(mediaType);
		}
		catch (InvalidMediaTypeException _) {
			throw new InvalidHeaderException("media_type", "The body's media type cannot be read.");
		}
		new RequestHeader("Body-Type", mediaType).checkCaller();
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, mediaType,
				body.clone(), this.bounds, this.redirects, this.tenant);
	}

	/**
	 * Returns a copy with a shorter timeout than the settings'; a longer one is ignored.
	 */
	public OutboundRequest withTotalTimeout(Duration totalTimeout) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds.withTotalTimeout(totalTimeout), this.redirects, this.tenant);
	}

	/** Returns a copy with a lower limit for the response body than the settings give. */
	public OutboundRequest withMaxResponseBody(long bytes) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds.withMaxResponseBody(bytes), this.redirects, this.tenant);
	}

	/**
	 * Returns a copy that follows up to this many redirects to the same origin if the
	 * method is GET.
	 */
	public OutboundRequest withRedirects(int redirects) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds, redirects, this.tenant);
	}

	/** Returns a copy that counts towards this tenant's limit of concurrent calls. */
	public OutboundRequest forTenant(TenantId tenant) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds, this.redirects, tenant);
	}

	OutboundRequest withRedirectTarget(TargetUrl url) {
		TargetUrl plain = url;
		for (String name : this.sensitiveParts.query().keySet()) {
			plain = plain.withoutQuery(name);
		}
		// The redirect's location already contains the credential of the path.
		return new OutboundRequest(this.method, plain, this.headers, this.sensitiveParts.withPath(null), this.mediaType,
				this.body, this.bounds, this.redirects - 1, this.tenant);
	}

	public String method() {
		return this.method;
	}

	/** The target including the credentials in path and query. */
	public TargetUrl url() {
		String pathCredential = this.sensitiveParts.path();
		TargetUrl url = (pathCredential == null) ? this.plainUrl : this.plainUrl.withPathCredential(pathCredential);
		for (Map.Entry<String, String> parameter : this.sensitiveParts.query().entrySet()) {
			url = url.withQuery(parameter.getKey(), parameter.getValue());
		}
		return url;
	}

	/** Header values by case-insensitive name, including credentials. */
	public Map<String, String> headers() {
		return this.headers;
	}

	public Optional<String> mediaType() {
		return Optional.ofNullable(this.mediaType);
	}

	/** The body, of length 0 if the request has none. */
	public byte[] body() {
		return this.body.clone();
	}

	Optional<Duration> totalTimeout() {
		return Optional.ofNullable(this.bounds.totalTimeout());
	}

	/**
	 * The limit for the response's decoded body in bytes: the lower one of the settings'
	 * and the request's limit.
	 */
	long maxResponseBody(long limit) {
		Long requested = this.bounds.maxResponseBody();
		return (requested == null) ? limit : Math.min(requested, limit);
	}

	@Nullable TenantId tenant() {
		return this.tenant;
	}

	boolean followsRedirects() {
		return this.redirects > 0 && this.method.equals("GET");
	}

	boolean isIdempotent() {
		return !NOT_IDEMPOTENT.contains(this.method);
	}

	/** The secrets that are sent, each in plain form. */
	Set<String> sensitiveValues() {
		return this.sensitiveParts.sensitive();
	}

	String renderUrl(Masking masking) {
		StringBuilder masked = new StringBuilder(masking.mask(this.plainUrl.text()));
		String separator = this.plainUrl.query().isPresent() ? "&" : "?";
		for (String name : this.sensitiveParts.query().keySet()) {
			masked.append(separator).append(PercentEncoding.encodeComponent(name)).append('=').append(Masking.MASK);
			separator = "&";
		}
		return masked.toString();
	}

	@Override
	public String toString() {
		return this.method + " " + renderUrl(Masking.forSecrets(sensitiveValues()));
	}

	/**
	 * The secret parts of a request: header names, query parameters with their values,
	 * the path's credential, and every value to mask.
	 */
	private record SensitiveParts(Set<String> headers, Map<String, String> query, @Nullable String path,
			Set<String> sensitive) {

		static final SensitiveParts NONE = new SensitiveParts(Set.of(), Map.of(), null, Set.of());

		SensitiveParts withHeader(String name, String value, Collection<String> secrets) {
			Set<String> names = new LinkedHashSet<>(this.headers);
			names.add(name.toLowerCase(Locale.ROOT));
			Set<String> all = new LinkedHashSet<>(this.sensitive);
			if (!secrets.isEmpty()) {
				all.addAll(secrets);
				all.add(value);
				all.add(value.substring(value.lastIndexOf(' ') + 1));
			}
			return new SensitiveParts(names, this.query, this.path, all);
		}

		SensitiveParts withQuery(String name, String value) {
			Map<String, String> more = new LinkedHashMap<>(this.query);
			more.keySet().removeIf(name::equalsIgnoreCase);
			more.put(name, value);
			Set<String> all = new LinkedHashSet<>(this.sensitive);
			all.add(value);
			return new SensitiveParts(this.headers, more, this.path, all);
		}

		SensitiveParts withPath(@Nullable String value) {
			Set<String> all = new LinkedHashSet<>(this.sensitive);
			if (value != null) {
				all.add(value);
			}
			return new SensitiveParts(this.headers, this.query, value, all);
		}

		@Override
		public String toString() {
			return Masking.MASK;
		}

	}

	/** Limits of one request that are stricter than the settings. */
	private record Bounds(@Nullable Duration totalTimeout, @Nullable Long maxResponseBody) {

		static final Bounds NONE = new Bounds(null, null);

		Bounds withTotalTimeout(Duration totalTimeout) {
			return new Bounds(totalTimeout, this.maxResponseBody);
		}

		Bounds withMaxResponseBody(long bytes) {
			return new Bounds(this.totalTimeout, bytes);
		}

	}

}
