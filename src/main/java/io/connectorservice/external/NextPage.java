package io.connectorservice.external;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.catalog.Pagination;
import io.connectorservice.external.Continuation.Broken;
import io.connectorservice.external.Continuation.End;
import io.connectorservice.external.Continuation.Next;
import io.connectorservice.outbound.TargetUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds what to ask for to get the page after one, or why that cannot be said. What the
 * service says of the list's end counts before the number of items.
 */
final class NextPage {

	/** Names under which services say how many items a page holds at most. */
	private static final List<String> SIZES = List.of("limit", "maxResults", "max_results", "per_page", "perPage",
			"page_size", "pageSize");

	private static final Broken UNNAMED = new Broken("The service says that there is more, but names no next page.");

	private static final Broken REPEATED = new Broken("The service names the page that was just read as the next one.");

	private static final Broken EMPTY = new Broken(
			"The service says that there is more, but the page holds no items that can be found.");

	private static final Broken NO_ITEMS = new Broken("The page's items cannot be found; it is given as one item.");

	private final Pagination pagination;

	private final DataRequest request;

	private final ServiceAnswer page;

	private final PageLink links;

	private final @Nullable JsonNode items;

	private NextPage(Pagination pagination, PageLink links, DataRequest request, ServiceAnswer page) {
		this.pagination = pagination;
		this.request = request;
		this.page = page;
		this.links = links;
		this.items = PageItems.find(pagination.items(), request.resourcePath(), page.data());
	}

	/**
	 * The answer with its items and what comes next.
	 * @param base the service's
	 * @param asked what was called
	 */
	static ServiceAnswer in(Pagination pagination, TargetUrl base, TargetUrl asked, DataRequest request,
			ServiceAnswer page) {
		PageLink links = new PageLink(base, asked, request);
		NextPage next = new NextPage(pagination, links, request, page);
		return page.asPage(next.items, next.find(), next.lacksItems() ? NO_ITEMS.reason() : null);
	}

	private boolean lacksItems() {
		return this.items == null && this.page.data().isObject()
				&& (PageItems.mayBeIn(this.page.data()) || !(find() instanceof End));
	}

	private Continuation find() {
		if (more().filter((more) -> !more).isPresent()) {
			return new End();
		}
		return switch (this.pagination.style()) {
			case LINK -> LinkHeader.target(this.page.headers().getOrDefault("link", ""), "next")
				.map(this.links::read)
				.orElseGet(this::followUnnamed);
			case NEXT_URL -> at(this.pagination.next()).map(this.links::read).orElseGet(this::followUnnamed);
			case CURSOR -> cursor().map(this::with).orElseGet(this::followUnnamed);
			case OFFSET -> afterItems();
			case PAGE -> afterPage();
		};
	}

	private Optional<Boolean> more() {
		return flag(this.pagination.more()).or(() -> flag(this.pagination.last()).map((last) -> !last));
	}

	private Optional<Boolean> flag(@Nullable String pointer) {
		JsonNode flag = (pointer == null) ? null : this.page.data().at(pointer);
		return (flag == null || flag.isMissingNode() || flag.isNull()) ? Optional.empty()
				: Optional.of(flag.asBoolean(true));
	}

	private boolean saysThereIsMore() {
		return more().orElse(false);
	}

	private Continuation followUnnamed() {
		return saysThereIsMore() ? UNNAMED : new End();
	}

	private Optional<String> at(@Nullable String pointer) {
		return (pointer == null) ? Optional.empty() : text(this.page.data().at(pointer));
	}

	// some cursors are numbers, arrays or objects, to be given back as they are written
	private static Optional<String> text(JsonNode value) {
		if (value.isContainer()) {
			return value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
		}
		return (value.isString() || value.isNumber()) ? Optional.of(value.asString()).filter((text) -> !text.isEmpty())
				: Optional.empty();
	}

	private Optional<String> cursor() {
		if (this.pagination.lastItem() == null) {
			return at(this.pagination.next());
		}
		return (count() == 0 || this.items == null) ? Optional.empty()
				: text(this.items.get(count() - 1).at(this.pagination.lastItem()));
	}

	private Continuation with(String value) {
		String parameter = String.valueOf(this.pagination.parameter());
		return this.request.parameter(parameter).filter(value::equals).isPresent() ? REPEATED
				: new Next(this.request.withParameter(parameter, value));
	}

	private Continuation afterItems() {
		long offset = number(this.pagination.parameter()).orElse(0L) + count();
		return total().map((all) -> !saysThereIsMore() && offset >= all).orElseGet(this::endsBySize) ? new End()
				: from(offset);
	}

	private Continuation afterPage() {
		long first = (this.pagination.first() == null) ? 1 : this.pagination.first();
		long number = number(this.pagination.parameter()).orElse(first) + 1;
		return total().map((pages) -> !saysThereIsMore() && number >= pages + first).orElseGet(this::endsBySize)
				? new End() : from(number);
	}

	private Continuation from(long position) {
		return (count() == 0) ? EMPTY : with(Long.toString(position));
	}

	// a total of none beside items says nothing
	private Optional<Long> total() {
		return at(this.pagination.total()).flatMap(NextPage::parseNumber).filter((total) -> total > 0 || count() == 0);
	}

	/**
	 * Whether a page that is not full is the last one. A size that only the caller asked
	 * for proves nothing, because services have a limit of their own.
	 */
	private boolean endsBySize() {
		return !saysThereIsMore() && (count() == 0 || count() < fullSize());
	}

	private long fullSize() {
		Optional<Long> standard = Optional.ofNullable(this.pagination.defaultSize()).map(Integer::longValue);
		return saidSize()
			.or(() -> standard.map((size) -> Math.min(size, number(this.pagination.sizeParameter()).orElse(size))))
			.orElse(0L);
	}

	// beside the total, or in the body itself
	private Optional<Long> saidSize() {
		return Stream.of(this.pagination.total(), this.pagination.more(), "/")
			.flatMap(Stream::ofNullable)
			.map((pointer) -> this.page.data().at(pointer.substring(0, pointer.lastIndexOf('/'))))
			.flatMap((holder) -> SIZES.stream().map(holder::path))
			.flatMap((size) -> text(size).flatMap(NextPage::parseNumber).stream())
			.filter((size) -> size > 0)
			.findFirst();
	}

	private int count() {
		return (this.items == null) ? 0 : this.items.size();
	}

	private Optional<Long> number(@Nullable String parameter) {
		return Optional.ofNullable(parameter).flatMap(this.request::parameter).flatMap(NextPage::parseNumber);
	}

	private static Optional<Long> parseNumber(String text) {
		return text.matches("[0-9]{1,15}(?:\\.0+)?") ? Optional.of(Long.parseLong(text.replaceFirst("\\..*", "")))
				: Optional.empty();
	}

}
