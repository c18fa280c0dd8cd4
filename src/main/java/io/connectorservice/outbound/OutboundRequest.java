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
 * One call to make, as it will go out; it prints none of its headers, credentials or
 * body.
 */
public final class OutboundRequest {

	/** Servers take headers of 8 KiB and hardly more. */
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
	 * A request without headers and body.
	 * @param method one of GET, HEAD, OPTIONS, PUT, DELETE, POST and PATCH, in any case
	 */
	public static OutboundRequest of(String method, TargetUrl url) {
		String upper = method.toUpperCase(Locale.ROOT);
		if (!METHODS.contains(upper)) {
			throw new IllegalArgumentException("Not a method that goes out");
		}
		return new OutboundRequest(upper, url, Map.of(), SensitiveParts.NONE, null, new byte[0], Bounds.NONE, 0, null);
	}

	/**
	 * The same with this header, in place of an earlier one of that name.
	 * @throws InvalidHeaderException where it may not be set, also where a credential
	 * holds the name
	 */
	public OutboundRequest withHeader(String name, String value) {
		HeaderRules.checkCaller(name, value);
		return withFreeHeader(name, value);
	}

	/**
	 * The same with a header that the description of the service's API declares, which
	 * may be one that is reserved otherwise, such as X-Request-ID.
	 * @throws InvalidHeaderException where it frames or routes the message, or a
	 * credential holds the name
	 */
	public OutboundRequest withDeclaredHeader(String name, String value) {
		HeaderRules.checkDeclared(name, value);
		return withFreeHeader(name, value);
	}

	private OutboundRequest withFreeHeader(String name, String value) {
		if (this.sensitiveParts.headers().contains(name.toLowerCase(Locale.ROOT))) {
			throw new InvalidHeaderException("credential", "This header carries the credential and cannot be given.");
		}
		return withHeaders(name, value, this.sensitiveParts);
	}

	/**
	 * The same with this header, which from now on no {@link #withHeader} can replace.
	 * @param sensitive the secrets in the value, each in its own plain form; the value as
	 * a whole is masked too, unless this is empty (a signed date is no secret)
	 * @throws InvalidHeaderException where it may not be set
	 */
	public OutboundRequest withCredentialHeader(String name, String value, Collection<String> sensitive) {
		HeaderRules.checkCredential(name, value);
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
	 * The same with this query parameter, in place of any other of that name; shown as
	 * {@code ***}.
	 */
	public OutboundRequest withCredentialQuery(String name, String value) {
		return new OutboundRequest(this.method, this.plainUrl.withoutQuery(name), this.headers,
				this.sensitiveParts.withQuery(name, value), this.mediaType, this.body, this.bounds, this.redirects,
				this.tenant);
	}

	/**
	 * The same with a credential in its path, in the place that the base URL keeps for
	 * it.
	 * @throws InvalidTargetException where the path has no such place, or the value would
	 * change what the path means
	 */
	public OutboundRequest withCredentialPath(String value) {
		this.plainUrl.withPathCredential(value);
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts.withPath(value),
				this.mediaType, this.body, this.bounds, this.redirects, this.tenant);
	}

	/** The same with this query parameter, unless it has one of that name. */
	public OutboundRequest withQueryUnlessThere(String name, String value) {
		boolean there = !this.plainUrl.withoutQuery(name).equals(this.plainUrl);
		return there ? this : new OutboundRequest(this.method, this.plainUrl.withQuery(name, value), this.headers,
				this.sensitiveParts, this.mediaType, this.body, this.bounds, this.redirects, this.tenant);
	}

	/**
	 * The same with this body.
	 * @throws InvalidHeaderException where the media type is none
	 */
	public OutboundRequest withBody(String mediaType, byte[] body) {
		try {
			MediaType.parseMediaType(mediaType);
		}
		catch (InvalidMediaTypeException _) {
			throw new InvalidHeaderException("media_type", "The body's media type cannot be read.");
		}
		HeaderRules.checkCaller("Body-Type", mediaType);
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, mediaType,
				body.clone(), this.bounds, this.redirects, this.tenant);
	}

	/** The same with less time than the settings give; more is not to be had. */
	public OutboundRequest withTotalTimeout(Duration totalTimeout) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds.withTotalTimeout(totalTimeout), this.redirects, this.tenant);
	}

	/** The same with a smaller body in answer than the settings allow. */
	public OutboundRequest withMaxResponseBody(long bytes) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds.withMaxResponseBody(bytes), this.redirects, this.tenant);
	}

	/** The same, following so many redirects to the same origin, if its method is GET. */
	public OutboundRequest withRedirects(int redirects) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds, redirects, this.tenant);
	}

	/** The same as a call of this tenant, which counts into its share. */
	public OutboundRequest forTenant(TenantId tenant) {
		return new OutboundRequest(this.method, this.plainUrl, this.headers, this.sensitiveParts, this.mediaType,
				this.body, this.bounds, this.redirects, tenant);
	}

	OutboundRequest withRedirectTarget(TargetUrl url) {
		TargetUrl plain = url;
		for (String name : this.sensitiveParts.query().keySet()) {
			plain = plain.withoutQuery(name);
		}
		// the address that was given is whole
		return new OutboundRequest(this.method, plain, this.headers, this.sensitiveParts.withPath(null), this.mediaType,
				this.body, this.bounds, this.redirects - 1, this.tenant);
	}

	public String method() {
		return this.method;
	}

	/** Where it goes, the credentials in path and query included. */
	public TargetUrl url() {
		String inPath = this.sensitiveParts.path();
		TargetUrl url = (inPath == null) ? this.plainUrl : this.plainUrl.withPathCredential(inPath);
		for (Map.Entry<String, String> parameter : this.sensitiveParts.query().entrySet()) {
			url = url.withQuery(parameter.getKey(), parameter.getValue());
		}
		return url;
	}

	/** By name in any case, the credentials included. */
	public Map<String, String> headers() {
		return this.headers;
	}

	public Optional<String> mediaType() {
		return Optional.ofNullable(this.mediaType);
	}

	/** Empty where there is none. */
	public byte[] body() {
		return this.body.clone();
	}

	Optional<Duration> totalTimeout() {
		return Optional.ofNullable(this.bounds.totalTimeout());
	}

	/** Decoded bytes that the response may have, or fewer where fewer are wanted. */
	long maxResponseBody(long most) {
		Long wanted = this.bounds.maxResponseBody();
		return (wanted == null) ? most : Math.min(wanted, most);
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

	Masking createMasking() {
		return Masking.forSecrets(this.sensitiveParts.sensitive());
	}

	String renderUrl(Masking masking) {
		StringBuilder shown = new StringBuilder(masking.mask(this.plainUrl.text()));
		String separator = this.plainUrl.query().isPresent() ? "&" : "?";
		for (String name : this.sensitiveParts.query().keySet()) {
			shown.append(separator).append(PercentEncoding.encodeComponent(name)).append('=').append(Masking.MASK);
			separator = "&";
		}
		return shown.toString();
	}

	@Override
	public String toString() {
		return this.method + " " + renderUrl(createMasking());
	}

	/**
	 * What of a request is secret: names of headers, query parameters with their values,
	 * a part of the path, and every value to mask.
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

	/**
	 * What a request wants tighter than the settings have it.
	 */
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
