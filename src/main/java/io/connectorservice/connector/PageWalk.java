package io.connectorservice.connector;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import io.connectorservice.external.DataRequest;
import io.connectorservice.external.ServiceAnswer;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a service's list page by page, holding no more than one page at a time.
 */
public final class PageWalk {

	private final Function<DataRequest, ServiceAnswer> fetch;

	private final PageSettings settings;

	private final long end;

	private @Nullable DataRequest next;

	private @Nullable String gap;

	private int pages;

	// two requests that differ have the same digest about never
	private final Set<UUID> asked = new HashSet<>();

	PageWalk(DataRequest first, Function<DataRequest, ServiceAnswer> fetch, PageSettings settings) {
		this.fetch = fetch;
		this.settings = settings;
		this.end = System.nanoTime() + settings.deadline().toNanos();
		this.next = first;
	}

	/**
	 * The next page; empty where there is none, or none is asked for any more.
	 * @throws ProblemException as for a single read; the same page may be asked for again
	 */
	public Optional<ServiceAnswer> nextPage() {
		DataRequest wanted = this.next;
		if (wanted == null || this.pages >= this.settings.most()
				|| (this.pages > 0 && System.nanoTime() - this.end > 0)) {
			return Optional.empty();
		}
		ServiceAnswer page = this.fetch.apply(wanted);
		this.pages++;
		this.asked.add(digest(wanted));
		this.next = page.next();
		noteGap(page.gap());
		if (this.next != null && this.asked.contains(digest(this.next))) {
			this.next = null;
			noteGap("The service names a page that was read before as the next one.");
		}
		return Optional.of(page);
	}

	private static UUID digest(DataRequest request) {
		return UUID.nameUUIDFromBytes(request.toString().getBytes(StandardCharsets.UTF_8));
	}

	private void noteGap(@Nullable String gap) {
		this.gap = (this.gap == null) ? gap : this.gap;
	}

	/** How many pages came. */
	public int pages() {
		return this.pages;
	}

	/** Why the list, as it came, may not be whole; the first reason of several. */
	public Optional<String> gap() {
		return Optional.ofNullable(this.gap);
	}

	/** Where to go on; empty at the list's end. */
	public Optional<DataRequest> rest() {
		return Optional.ofNullable(this.next);
	}

}
