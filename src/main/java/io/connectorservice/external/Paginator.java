package io.connectorservice.external;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.Pagination;
import io.connectorservice.external.Continuation.Broken;
import io.connectorservice.external.Continuation.End;
import io.connectorservice.external.Continuation.Next;
import io.connectorservice.outbound.url.TargetUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the request for the next page, or why there is none. A service's own mark of the
 * last page takes precedence over the number of items.
 */
final class Paginator {

	/** Query parameters by which services take the page size. */
	private static final List<String> SIZES = List.of("limit", "maxResults", "max_results", "per_page", "perPage",
			"page_size", "pageSize");

	private static final Broken UNNAMED = new Broken("The service says that there is more, but names no next page.");

	private static final Broken REPEATED = new Broken("The service names the page that was just read as the next one.");

	private static final Broken EMPTY = new Broken(
			"The service says that there is more, but the page holds no items that can be found.");

	private static final Broken NO_ITEMS = new Broken("The page's items cannot be found; it is given as one item.");

	private final Pagination pagination;

	private final DataRequest request;

	private final ServiceResponse page;

	private final PageLink links;

	private final PageItems pageItems;

	private final @Nullable JsonNode items;

	private Paginator(Pagination pagination, PageLink links, DataRequest request, ServiceResponse page) {
		this.pagination = pagination;
		this.request = request;
		this.page = page;
		this.links = links;
		this.pageItems = new PageItems(page.data(), request.resourcePath(), pagination.items());
		this.items = this.pageItems.findItems();
	}

	/**
	 * The response with its items and the request for the next page.
	 * @param base the service's base URL
	 * @param asked the URL that was called
	 */
	static ServiceResponse addNextPage(Pagination pagination, TargetUrl base, TargetUrl asked, DataRequest request,
			ServiceResponse page) {
		PageLink links = new PageLink(base, asked, request);
		Paginator next = new Paginator(pagination, links, request, page);
		return page.withContinuation(next.items, next.findContinuation(), next.lacksItems() ? NO_ITEMS.reason() : null);
	}

	private boolean lacksItems() {
		return this.items == null && this.page.data().isObject()
				&& (this.pageItems.mayExist() || !(findContinuation() instanceof End));
	}

	private Continuation findContinuation() {
		if (readHasMore().filter((more) -> !more).isPresent()) {
			return new End();
		}
		return switch (this.pagination.style()) {
			case LINK -> LinkHeader.findTarget(this.page.headers().getOrDefault("link", ""), "next")
				.map(this.links::readLink)
				.orElseGet(this::followUnnamed);
			case NEXT_URL ->
				readTextAt(this.pagination.next()).map(this.links::readLink).orElseGet(this::followUnnamed);
			case CURSOR -> findCursor().map(this::continueWith).orElseGet(this::followUnnamed);
			case OFFSET -> continueAfterItems();
			case PAGE -> continueAfterPage();
		};
	}

	private Optional<Boolean> readHasMore() {
		return readFlag(this.pagination.more()).or(() -> readFlag(this.pagination.last()).map((last) -> !last));
	}

	private Optional<Boolean> readFlag(@Nullable String pointer) {
		JsonNode flag = (pointer == null) ? null : this.page.data().at(pointer);
		return (flag == null || flag.isMissingNode() || flag.isNull()) ? Optional.empty()
				: Optional.of(flag.asBoolean(true));
	}

	private boolean saysThereIsMore() {
		return readHasMore().orElse(false);
	}

	private Continuation followUnnamed() {
		return saysThereIsMore() ? UNNAMED : new End();
	}

	private Optional<String> readTextAt(@Nullable String pointer) {
		return (pointer == null) ? Optional.empty() : toText(this.page.data().at(pointer));
	}

	// a cursor may be a number, an array or an object, and is sent back as it was written
	private static Optional<String> toText(JsonNode value) {
		if (value.isContainer()) {
			return value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
		}
		return (value.isString() || value.isNumber()) ? Optional.of(value.asString()).filter((text) -> !text.isEmpty())
				: Optional.empty();
	}

	private Optional<String> findCursor() {
		if (this.pagination.lastItem() == null) {
			return readTextAt(this.pagination.next());
		}
		return (countItems() == 0 || this.items == null) ? Optional.empty()
				: toText(this.items.get(countItems() - 1).at(this.pagination.lastItem()));
	}

	private Continuation continueWith(String value) {
		String parameter = String.valueOf(this.pagination.parameter());
		return this.request.findParameter(parameter).filter(value::equals).isPresent() ? REPEATED
				: new Next(this.request.withParameter(parameter, value));
	}

	private Continuation continueAfterItems() {
		long offset = readNumberParameter(this.pagination.parameter()).orElse(0L) + countItems();
		return readTotal().map((all) -> !saysThereIsMore() && offset >= all).orElseGet(this::endsBySize) ? new End()
				: continueFrom(offset);
	}

	private Continuation continueAfterPage() {
		long first = (this.pagination.first() == null) ? 1 : this.pagination.first();
		long number = readNumberParameter(this.pagination.parameter()).orElse(first) + 1;
		return readTotal().map((pages) -> !saysThereIsMore() && number >= pages + first).orElseGet(this::endsBySize)
				? new End() : continueFrom(number);
	}

	private Continuation continueFrom(long position) {
		return (countItems() == 0) ? EMPTY : continueWith(Long.toString(position));
	}

	// a total of 0 beside items is meaningless
	private Optional<Long> readTotal() {
		return readTextAt(this.pagination.total()).flatMap(Paginator::parseNumber)
			.filter((total) -> total > 0 || countItems() == 0);
	}

	/**
	 * Whether a page that is not full is the last one. The page size that the caller
	 * requested proves nothing, because services have limits of their own.
	 */
	private boolean endsBySize() {
		return !saysThereIsMore() && (countItems() == 0 || countItems() < computeFullSize());
	}

	private long computeFullSize() {
		Optional<Long> standard = Optional.ofNullable(this.pagination.defaultSize()).map(Integer::longValue);
		return readPageSize()
			.or(() -> standard
				.map((size) -> Math.min(size, readNumberParameter(this.pagination.sizeParameter()).orElse(size))))
			.orElse(0L);
	}

	// the field stands beside the total, or in the body itself
	private Optional<Long> readPageSize() {
		return Stream.of(this.pagination.total(), this.pagination.more(), "/")
			.flatMap(Stream::ofNullable)
			.map((pointer) -> this.page.data().at(pointer.substring(0, pointer.lastIndexOf('/'))))
			.flatMap((holder) -> SIZES.stream().map(holder::path))
			.flatMap((size) -> toText(size).flatMap(Paginator::parseNumber).stream())
			.filter((size) -> size > 0)
			.findFirst();
	}

	private int countItems() {
		return (this.items == null) ? 0 : this.items.size();
	}

	private Optional<Long> readNumberParameter(@Nullable String parameter) {
		return Optional.ofNullable(parameter).flatMap(this.request::findParameter).flatMap(Paginator::parseNumber);
	}

	private static Optional<Long> parseNumber(String text) {
		return text.matches("[0-9]{1,15}(?:\\.0+)?") ? Optional.of(Long.parseLong(text.replaceFirst("\\..*", "")))
				: Optional.empty();
	}

}
