package io.connectorservice.connector.operation;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import io.connectorservice.external.DataRequest;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service's list page by page, holding at most one page in memory.
 */
public final class PageIterator {

	private final Function<DataRequest, ServiceResponse> fetch;

	private final PageSettings settings;

	private final long end;

	private @Nullable DataRequest next;

	private @Nullable String gap;

	private int pages;

	// holds digests instead of requests to save
	// memory; collisions are practically impossible
	private final Set<UUID> requested = new HashSet<>();

	PageIterator(DataRequest first, Function<DataRequest, ServiceResponse> fetch, PageSettings settings) {
		this.fetch = fetch;
		this.settings = settings;
		this.end = System.nanoTime() + settings.deadline().toNanos();
		this.next = first;
	}

	/**
	 * Fetches the next page; empty if there is none, or if a limit is reached.
	 * @throws ProblemException as for a single read; the same page may be requested again
	 */
	public Optional<ServiceResponse> nextPage() {
		DataRequest request = this.next;
		if (request == null || this.pages >= this.settings.maxPages()
				|| (this.pages > 0 && System.nanoTime() - this.end > 0)) {
			return Optional.empty();
		}
		ServiceResponse page = this.fetch.apply(request);
		this.pages++;
		this.requested.add(computeDigest(request));
		this.next = page.next();
		recordGap(page.gap());
		if (this.next != null && this.requested.contains(computeDigest(this.next))) {
			this.next = null;
			recordGap("The service named a page as the next one that had been read before.");
		}
		return Optional.of(page);
	}

	private static UUID computeDigest(DataRequest request) {
		return UUID.nameUUIDFromBytes(request.toString().getBytes(StandardCharsets.UTF_8));
	}

	private void recordGap(@Nullable String gap) {
		this.gap = (this.gap == null) ? gap : this.gap;
	}

	/** The number of pages fetched. */
	public int countPages() {
		return this.pages;
	}

	/**
	 * The reason why the fetched list may be incomplete; the first one if there are
	 * several.
	 */
	public Optional<String> gap() {
		return Optional.ofNullable(this.gap);
	}

	/** The request for the next page; empty at the end of the list. */
	public Optional<DataRequest> nextRequest() {
		return Optional.ofNullable(this.next);
	}

}
