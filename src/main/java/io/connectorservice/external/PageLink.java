package io.connectorservice.external;

import java.util.List;
import java.util.Optional;

import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.outbound.url.TargetUrl;

/**
 * Reads a page's link to the next page. Only links below the base URL are followed,
 * because the connector's credentials are sent along.
 */
final class PageLink {

	private static final int LONGEST_SHOWN = 300;

	private final TargetUrl base;

	private final TargetUrl asked;

	private final DataRequest request;

	/**
	 * Creates a reader for the links of one page.
	 * @param base the service's base URL
	 * @param asked the URL that was called
	 * @param request the read that led to the call
	 */
	PageLink(TargetUrl base, TargetUrl asked, DataRequest request) {
		this.base = base;
		this.asked = asked;
		this.request = request;
	}

	Continuation readLink(String link) {
		Optional<TargetUrl> target = this.asked.resolveReference(link);
		if (target.isEmpty()) {
			return createBroken("is not a URL that can be followed", link);
		}
		if (!this.base.hasSameOrigin(target.get())) {
			return createBroken("leads to another origin than the base URL", link);
		}
		if (target.get().equals(this.asked)) {
			return createBroken("leads to the page that was just read", link);
		}
		List<NameValue> query = NameValue.parseQuery(target.get().query().orElse(""));
		return pathBelow(target.get().path()).map((path) -> continueWith(new DataRequest(path, query), link))
			.orElseGet(() -> createBroken("leads beside the base URL", link));
	}

	private Continuation continueWith(DataRequest next, String link) {
		return next.equals(this.request) ? createBroken("leads to the page that was just read", link)
				: new Continuation.Next(next);
	}

	private static Continuation.Broken createBroken(String fault, String link) {
		String shown = (link.length() <= LONGEST_SHOWN) ? link : link.substring(0, LONGEST_SHOWN) + "…";
		return new Continuation.Broken("The link to the next page " + fault + ": " + shown);
	}

	/**
	 * The part of a path that is below the base URL. Services behind a gateway may leave
	 * out the gateway's part of the base URL, or all of it.
	 */
	private Optional<String> pathBelow(String path) {
		String root = this.base.path().endsWith("/") ? this.base.path() : this.base.path() + "/";
		int from = 0;
		while (from >= 0 && from < root.length() - 1) {
			String part = root.substring(from);
			if ((path + "/").startsWith(part)) {
				return Optional.of("/" + path.substring(Math.min(path.length(), part.length())));
			}
			from = root.indexOf('/', from + 1);
		}
		return (root.equals("/") || isResource(path)) ? Optional.of(path) : Optional.empty();
	}

	private boolean isResource(String path) {
		String resource = this.request.resourcePath();
		return path.equals((resource.startsWith("/") ? "" : "/") + resource.replaceFirst("\\?.*", ""));
	}

}
