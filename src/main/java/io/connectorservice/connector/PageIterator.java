package io.connectorservice.connector;

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
 * Walks a service's list page by page, holding no more than one page at a time.
 */
public final class PageIterator {

	private final Function<DataRequest, ServiceResponse> fetch;

	private final PageSettings settings;

	private final long end;

	private @Nullable DataRequest next;

	private @Nullable String gap;

	private int pages;

	// two requests that differ have the same digest about never
	private final Set<UUID> asked = new HashSet<>();

	PageIterator(DataRequest first, Function<DataRequest, ServiceResponse> fetch, PageSettings settings) {
		this.fetch = fetch;
		this.settings = settings;
		this.end = System.nanoTime() + settings.deadline().toNanos();
		this.next = first;
	}

	/**
	 * The next page; empty where there is none, or none is asked for any more.
	 * @throws ProblemException as for a single read; the same page may be asked for again
	 */
	public Optional<ServiceResponse> nextPage() {
		DataRequest wanted = this.next;
		if (wanted == null || this.pages >= this.settings.most()
				|| (this.pages > 0 && System.nanoTime() - this.end > 0)) {
			return Optional.empty();
		}
		ServiceResponse page = this.fetch.apply(wanted);
		this.pages++;
		this.asked.add(computeDigest(wanted));
		this.next = page.next();
		recordGap(page.gap());
		if (this.next != null && this.asked.contains(computeDigest(this.next))) {
			this.next = null;
			recordGap("The service names a page that was read before as the next one.");
		}
		return Optional.of(page);
	}

	private static UUID computeDigest(DataRequest request) {
		return UUID.nameUUIDFromBytes(request.toString().getBytes(StandardCharsets.UTF_8));
	}

	private void recordGap(@Nullable String gap) {
		this.gap = (this.gap == null) ? gap : this.gap;
	}

	/** How many pages came. */
	public int countPages() {
		return this.pages;
	}

	/** Why the list, as it came, may not be whole; the first reason of several. */
	public Optional<String> gap() {
		return Optional.ofNullable(this.gap);
	}

	/** Where to go on; empty at the list's end. */
	public Optional<DataRequest> nextRequest() {
		return Optional.ofNullable(this.next);
	}

}
