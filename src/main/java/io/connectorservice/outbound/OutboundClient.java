package io.connectorservice.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.deadline.Deadline;
import io.connectorservice.json.RequestMemory;
import io.connectorservice.outbound.OutboundFailure.Kind;
import io.connectorservice.trace.Spans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way out: judges where a call goes, bounds its time and size, and gives back an
 * answer that no longer holds what was secret in the request.
 */
public final class OutboundClient implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OutboundClient.class);

	private final OutboundSettings settings;

	private final EgressGuard guard;

	private final HttpTransport transport;

	private final HostShares shares;

	OutboundClient(OutboundSettings settings, EgressGuard guard, HttpTransport transport) {
		this.settings = settings;
		this.shares = new HostShares(settings);
		this.guard = guard;
		this.transport = transport;
	}

	/**
	 * What the URL alone shows to be forbidden (scheme, port, literal address), as a
	 * named reason; asks no name server.
	 */
	public Optional<String> refusal(TargetUrl url) {
		return this.guard.refusal(url);
	}

	/**
	 * Makes the call and waits for the whole answer, of whatever status.
	 * @throws OutboundFailure where there is none
	 */
	public OutboundResponse send(OutboundRequest request) {
		Stopwatch stopwatch = Stopwatch.start(Deadline.atMost(timeout(request)));
		try (Spans.Step step = Spans.step("call " + request.method())) {
			step.with("server.address", request.url().host());
			OutboundRequest traced = traced(request);
			OutboundResponse answer = this.shares.call(request.tenant(), request.url(), stopwatch,
					() -> exchange(traced, stopwatch));
			step.with("http.response.status_code", answer.status());
			return answer;
		}
	}

	private static OutboundRequest traced(OutboundRequest request) {
		return Spans.traceparent(request.url().host())
			.map((parent) -> request.withHeader("traceparent", parent))
			.orElse(request);
	}

	private OutboundResponse exchange(OutboundRequest request, Stopwatch stopwatch) {
		if (stopwatch.remaining().isZero()) {
			throw OutboundFailure.outOfTime();
		}
		OutboundRequest current = request;
		while (true) {
			RawAnswer answer = exchanged(current, stopwatch);
			Runnable release = answer.body()::release;
			try {
				Optional<OutboundRequest> next = redirected(current, answer);
				if (next.isEmpty()) {
					OutboundResponse response = shown(current, answer, stopwatch);
					// its bytes are there for as long as the caller's request lasts
					RequestMemory.hold(RequestMemory.Kind.RESPONSE_BYTES, release);
					return response;
				}
				current = next.get();
			}
			catch (RuntimeException failure) {
				release.run();
				throw failure;
			}
			release.run();
		}
	}

	private Duration timeout(OutboundRequest request) {
		Duration most = this.settings.totalTimeout();
		return request.totalTimeout().filter((wanted) -> wanted.compareTo(most) < 0).orElse(most);
	}

	private RawAnswer exchanged(OutboundRequest request, Stopwatch stopwatch) {
		refuse(request);
		Attempt attempt = new Attempt();
		try {
			return this.transport.exchange(request, attempt, stopwatch.remaining());
		}
		catch (OutboundFailure failure) {
			log(request, failure);
			boolean stale = failure.reason().equals(FailureReasons.CONNECTION_LOST) && attempt.metStaleConnection();
			if (stale && request.isIdempotent()) {
				return this.transport.exchange(request, new Attempt(), stopwatch.remaining());
			}
			throw failure;
		}
	}

	private void refuse(OutboundRequest request) {
		Optional<String> refusal = this.guard.refusal(request.url());
		if (refusal.isPresent()) {
			OutboundFailure failure = new OutboundFailure(Kind.FORBIDDEN, refusal.get(), false);
			log(request, failure);
			throw failure;
		}
		if (request.body().length > this.settings.maxRequestBody().toBytes()) {
			throw new OutboundFailure(Kind.TOO_LARGE, "request_too_large", false);
		}
	}

	private static void log(OutboundRequest request, OutboundFailure failure) {
		String event = (failure.kind() == Kind.FORBIDDEN) ? "Egress refused" : "Call failed";
		logger.info("{}: reason={} host={}", event, failure.reason(), request.url().host());
	}

	// the credentials go along, as it is the origin that they were meant for
	private Optional<OutboundRequest> redirected(OutboundRequest request, RawAnswer answer) {
		String location = answer.headers().getFirst("Location");
		boolean redirect = switch (answer.status()) {
			case 301, 302, 303, 307, 308 -> request.followsRedirects();
			default -> false;
		};
		if (!redirect || location == null) {
			return Optional.empty();
		}
		return request.url()
			.redirect(ResponseHeaders.text(location))
			.filter(request.url()::sameOrigin)
			.map(request::redirectedTo);
	}

	private OutboundResponse shown(OutboundRequest request, RawAnswer answer, Stopwatch stopwatch) {
		Masking masking = request.masking();
		Map<String, String> headers = ResponseHeaders.worthHaving(answer.headers(), masking);
		byte[] body = masking.maskBody(decoded(answer));
		return new OutboundResponse(answer.status(), headers, body, request.shownUrl(masking), stopwatch.elapsed());
	}

	private static byte[] decoded(RawAnswer answer) {
		try {
			return answer.body().decoded(String.join(",", answer.headers().getOrEmpty("Content-Encoding")));
		}
		catch (BodyBytes.TooLarge | BodyBytes.NoRoom ex) {
			throw FailureReasons.of(ex, true);
		}
		catch (IOException _) {
			throw OutboundFailure.unreadable(answer.status());
		}
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
