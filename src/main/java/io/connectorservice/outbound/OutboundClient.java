package io.connectorservice.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.json.RequestMemory;
import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.outbound.body.BoundedBody;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.masking.Masking;
import io.connectorservice.outbound.masking.MaskingCache;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.time.Deadline;
import io.connectorservice.trace.Spans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only HTTP client for addresses that tenants choose: checks the target, limits
 * duration and size, and masks the request's secrets in the response.
 */
public final class OutboundClient implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OutboundClient.class);

	private final OutboundSettings settings;

	private final EgressGuard guard;

	private final HttpTransport transport;

	private final HostBulkhead shares;

	private final MaskingCache maskings = new MaskingCache();

	OutboundClient(OutboundSettings settings, EgressGuard guard, HttpTransport transport) {
		this.settings = settings;
		this.shares = new HostBulkhead(settings);
		this.guard = guard;
		this.transport = transport;
	}

	/**
	 * Returns the named reason if the URL alone (scheme, port or literal address) is
	 * forbidden; makes no DNS lookup.
	 */
	public Optional<String> findRefusal(TargetUrl url) {
		return this.guard.findRefusal(url);
	}

	/**
	 * Makes the call and waits for the complete response, whatever its status.
	 * @throws OutboundException if there is no response
	 */
	public OutboundResponse send(OutboundRequest request) {
		Stopwatch stopwatch = Stopwatch.startWithin(Deadline.atMost(computeTimeout(request)));
		try (Spans.Step step = Spans.startStep("call " + request.method())) {
			step.tag("server.address", request.url().host());
			OutboundRequest traced = addTraceparent(request);
			OutboundResponse response = this.shares.callWithinLimits(request.tenant(), request.url(), stopwatch,
					() -> exchangeFollowingRedirects(traced, stopwatch));
			step.tag("http.response.status_code", response.status());
			return response;
		}
	}

	private static OutboundRequest addTraceparent(OutboundRequest request) {
		return Spans.formatTraceparent(request.url().host())
			.map((parent) -> request.withHeader("traceparent", parent))
			.orElse(request);
	}

	private OutboundResponse exchangeFollowingRedirects(OutboundRequest request, Stopwatch stopwatch) {
		if (stopwatch.getRemainingTime().isZero()) {
			throw OutboundException.outOfTimeException();
		}
		OutboundRequest current = request;
		while (true) {
			RawResponse raw = exchangeOnce(current, stopwatch);
			Runnable release = raw.body()::release;
			try {
				Optional<OutboundRequest> next = findRedirect(current, raw);
				if (next.isEmpty()) {
					OutboundResponse response = toMaskedResponse(current, raw, stopwatch);
					// The response's bytes stay in memory for
					// as long as the caller's request lasts.
					RequestMemory.holdUntilRequestEnds(RequestMemory.Kind.RESPONSE_BYTES, release);
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

	private Duration computeTimeout(OutboundRequest request) {
		Duration limit = this.settings.totalTimeout();
		return request.totalTimeout().filter((requested) -> requested.compareTo(limit) < 0).orElse(limit);
	}

	private RawResponse exchangeOnce(OutboundRequest request, Stopwatch stopwatch) {
		requireAllowed(request);
		ExchangeState exchangeState = new ExchangeState();
		try {
			return this.transport.exchange(request, exchangeState, stopwatch.getRemainingTime());
		}
		catch (OutboundException failure) {
			logFailure(request, failure);
			boolean stale = failure.reason().equals(FailureReason.CONNECTION_LOST.code())
					&& exchangeState.hasMetStaleConnection();
			if (stale && request.isIdempotent()) {
				return this.transport.exchange(request, new ExchangeState(), stopwatch.getRemainingTime());
			}
			throw failure;
		}
	}

	private void requireAllowed(OutboundRequest request) {
		Optional<String> refusal = this.guard.findRefusal(request.url());
		if (refusal.isPresent()) {
			OutboundException failure = new OutboundException(Kind.FORBIDDEN, refusal.get(), false);
			logFailure(request, failure);
			throw failure;
		}
		if (request.body().length > this.settings.maxRequestBody().toBytes()) {
			throw new OutboundException(Kind.TOO_LARGE, "request_too_large", false);
		}
	}

	private static void logFailure(OutboundRequest request, OutboundException failure) {
		String event = (failure.kind() == Kind.FORBIDDEN) ? "Egress refused" : "Call failed";
		logger.info("{}: reason={} host={}", event, failure.reason(), request.url().host());
	}

	// Credentials are sent to the redirect target too,
	// because it has the same origin as the request.
	private Optional<OutboundRequest> findRedirect(OutboundRequest request, RawResponse raw) {
		boolean redirect = switch (raw.status()) {
			case 301, 302, 303, 307, 308 -> request.followsRedirects();
			default -> false;
		};
		if (!redirect) {
			return Optional.empty();
		}
		return new ResponseHeaders(raw.headers()).findLocation()
			.flatMap(request.url()::resolveReference)
			.filter(request.url()::hasSameOrigin)
			.map(request::withRedirectTarget);
	}

	private OutboundResponse toMaskedResponse(OutboundRequest request, RawResponse raw, Stopwatch stopwatch) {
		Masking masking = this.maskings.get(request.sensitiveValues());
		Map<String, String> headers = new ResponseHeaders(raw.headers()).selectHeaders(masking);
		byte[] body = masking.maskBody(decodeBody(raw));
		return new OutboundResponse(raw.status(), headers, body, request.renderUrl(masking),
				stopwatch.getElapsedTime());
	}

	private static byte[] decodeBody(RawResponse raw) {
		try {
			return raw.body().decode(String.join(",", raw.headers().getOrEmpty("Content-Encoding")));
		}
		catch (BoundedBody.TooLarge | BoundedBody.NoRoom ex) {
			throw FailureReason.toFailure(ex, true);
		}
		catch (IOException _) {
			throw OutboundException.unreadableResponseException(raw.status());
		}
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
