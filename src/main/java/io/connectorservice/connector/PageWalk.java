package io.connectorservice.connector;

import java.util.Optional;
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

	private int pages;

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
		// one that leads to itself would never end
		this.next = wanted.equals(page.next()) ? null : page.next();
		return Optional.of(page);
	}

	/** How many pages came. */
	public int pages() {
		return this.pages;
	}

	/** Where to go on; empty at the list's end. */
	public Optional<DataRequest> rest() {
		return Optional.ofNullable(this.next);
	}

}
