package io.connectorservice.external;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.catalog.Pagination;
import io.connectorservice.outbound.TargetUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the items of a page, and what to ask for to get the next one. A next page is
 * below the base URL, or there is none.
 */
final class NextPage {

	private static final Pattern LINK = Pattern.compile("<([^<>]{1,4000})>\\s*((?:;[^,<]*)?)");

	private static final Pattern REL_NEXT = Pattern
		.compile("(?i);\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next)\\s*(?:;|$)");

	private final Pagination pagination;

	private final TargetUrl base;

	private final TargetUrl asked;

	private final DataRequest request;

	private final ServiceAnswer page;

	private NextPage(Pagination pagination, TargetUrl base, TargetUrl asked, DataRequest request, ServiceAnswer page) {
		this.pagination = pagination;
		this.base = base;
		this.asked = asked;
		this.request = request;
		this.page = page;
	}

	/**
	 * The answer with its items and what comes next.
	 * @param base the service's
	 * @param asked what was called
	 */
	static ServiceAnswer in(Pagination pagination, TargetUrl base, TargetUrl asked, DataRequest request,
			ServiceAnswer page) {
		NextPage next = new NextPage(pagination, base, asked, request, page);
		return page.asPage(next.items(), next.find().orElse(null));
	}

	private @Nullable JsonNode items() {
		JsonNode data = this.page.data();
		if (this.pagination.items() != null) {
			JsonNode there = data.at(this.pagination.items());
			return there.isArray() ? there : null;
		}
		return data.isArray() ? data : onlyArray(data);
	}

	private static @Nullable JsonNode onlyArray(JsonNode data) {
		List<JsonNode> arrays = data.valueStream().filter(JsonNode::isArray).limit(2).toList();
		return (data.isObject() && arrays.size() == 1) ? arrays.getFirst() : null;
	}

	private Optional<DataRequest> find() {
		if (saysThereIsNoMore()) {
			return Optional.empty();
		}
		return switch (this.pagination.style()) {
			case LINK -> linked().flatMap(this::below);
			case NEXT_URL -> text(this.pagination.next()).flatMap(this::below);
			case CURSOR -> cursor().map(this::with);
			case OFFSET -> afterItems().map((offset) -> with(offset.toString()));
			case PAGE -> afterPage().map((number) -> with(number.toString()));
		};
	}

	private boolean saysThereIsNoMore() {
		return this.pagination.more() != null && !this.page.data().at(this.pagination.more()).asBoolean(true);
	}

	private Optional<String> linked() {
		Matcher links = LINK.matcher(this.page.headers().getOrDefault("link", ""));
		while (links.find()) {
			if (REL_NEXT.matcher(links.group(2)).find()) {
				return Optional.of(links.group(1));
			}
		}
		return Optional.empty();
	}

	private Optional<String> text(@Nullable String pointer) {
		return (pointer == null) ? Optional.empty() : scalar(this.page.data().at(pointer));
	}

	private static Optional<String> scalar(JsonNode value) {
		boolean useful = value.isString() || value.isIntegralNumber();
		return useful ? Optional.of(value.asString()).filter((text) -> !text.isEmpty()) : Optional.empty();
	}

	// of another origin, or beside the base URL: not for this connector's credentials
	private Optional<DataRequest> below(String location) {
		return this.asked.redirect(location)
			.filter(this.base::sameOrigin)
			.filter((next) -> !next.equals(this.asked))
			.flatMap((next) -> pathBelow(next.path(), location.startsWith("/"))
				.map((path) -> new DataRequest(path, pairs(next.query().orElse("")))));
	}

	/**
	 * The part of a path that is below the base URL.
	 * @param relative whether no host was named: a gateway's services write paths as if
	 * the gateway's own part of the base URL were not there
	 */
	private Optional<String> pathBelow(String path, boolean relative) {
		String root = this.base.path().endsWith("/") ? this.base.path() : this.base.path() + "/";
		int from = 0;
		while (from >= 0 && from < root.length() - 1) {
			String part = root.substring(from);
			if ((path + "/").startsWith(part)) {
				return Optional.of("/" + path.substring(Math.min(path.length(), part.length())));
			}
			from = relative ? root.indexOf('/', from + 1) : -1;
		}
		return root.equals("/") ? Optional.of(path) : Optional.empty();
	}

	private static Map<String, List<String>> pairs(String query) {
		Map<String, List<String>> pairs = new LinkedHashMap<>();
		for (String pair : query.split("&", -1)) {
			int equals = pair.indexOf('=');
			String name = decoded((equals < 0) ? pair : pair.substring(0, equals));
			if (!name.isEmpty()) {
				pairs.computeIfAbsent(name, (_) -> new ArrayList<>())
					.add(decoded((equals < 0) ? "" : pair.substring(equals + 1)));
			}
		}
		return pairs;
	}

	private static String decoded(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException _) {
			return text;
		}
	}

	private Optional<String> cursor() {
		if (this.pagination.lastItem() == null) {
			return text(this.pagination.next());
		}
		JsonNode items = items();
		return (items == null || items.isEmpty()) ? Optional.empty()
				: scalar(items.get(items.size() - 1).at(this.pagination.lastItem()));
	}

	private Optional<Long> afterItems() {
		long offset = number(this.pagination.parameter()).orElse(0L) + count();
		Optional<Long> total = text(this.pagination.total()).map(NextPage::parsed);
		return (count() == 0 || isLastBySize() || total.filter((all) -> offset >= all).isPresent()) ? Optional.empty()
				: Optional.of(offset);
	}

	private Optional<Long> afterPage() {
		long first = (this.pagination.first() == null) ? 1 : this.pagination.first();
		long number = number(this.pagination.parameter()).orElse(first) + 1;
		Optional<Long> pages = text(this.pagination.total()).map(NextPage::parsed);
		return (count() == 0 || isLastBySize() || pages.filter((all) -> number >= all + first).isPresent())
				? Optional.empty() : Optional.of(number);
	}

	// a page that is not full is the last one
	private boolean isLastBySize() {
		long standard = (this.pagination.defaultSize() == null) ? 0 : this.pagination.defaultSize();
		return count() < number(this.pagination.sizeParameter()).orElse(standard);
	}

	private int count() {
		JsonNode items = items();
		return (items == null) ? 0 : items.size();
	}

	private Optional<Long> number(@Nullable String parameter) {
		return Optional.ofNullable(parameter)
			.map((name) -> this.request.query().get(name))
			.flatMap((values) -> values.stream().findFirst())
			.map(NextPage::parsed);
	}

	private static long parsed(String text) {
		return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
	}

	private DataRequest with(String value) {
		Map<String, List<String>> query = new LinkedHashMap<>(this.request.query());
		query.put(String.valueOf(this.pagination.parameter()), List.of(value));
		return new DataRequest(this.request.resourcePath(), query);
	}

}
