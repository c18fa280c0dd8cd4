package io.connectorservice.trace;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Measures requests under the same name and tags as {@link ServerHttpObservationFilter},
 * which costs each request several times as much and is only needed for spans. Each timer
 * is looked up once and cached.
 */
final class RequestTimerFilter extends OncePerRequestFilter {

	private static final ServerRequestObservationConvention CONVENTION = new DefaultServerRequestObservationConvention();

	private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.values());

	private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	RequestTimerFilter(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long began = System.nanoTime();
		Throwable failure = null;
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | IOException | RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			findTimer(request, response, (failure != null) ? failure : findHandledFailure(request))
				.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
		}
	}

	private static @Nullable Throwable findHandledFailure(HttpServletRequest request) {
		return (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) ? failure : null;
	}

	private Timer findTimer(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
		String pattern = (String) request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		Series series = new Series(request.getMethod(), pattern, response.getStatus(),
				(failure == null) ? null : failure.getClass());
		Timer known = this.timers.get(series);
		return (known != null) ? known : registerTimer(series, request, response, failure);
	}

	// Without a pattern the tags also depend on the path. A caller may invent methods,
	// which would make the cache grow without an end.
	private Timer registerTimer(Series series, HttpServletRequest request, HttpServletResponse response,
			@Nullable Throwable failure) {
		Timer timer = createTimer(request, response, series.pattern(), failure);
		if (series.pattern() != null && METHODS.contains(HttpMethod.valueOf(series.method()))) {
			this.timers.putIfAbsent(series, timer);
		}
		return timer;
	}

	/** How many timers are cached. */
	int countCachedTimers() {
		return this.timers.size();
	}

	private Timer createTimer(HttpServletRequest request, HttpServletResponse response, @Nullable String pattern,
			@Nullable Throwable failure) {
		ServerRequestObservationContext context = new ServerRequestObservationContext(request, response);
		context.setPathPattern(pattern);
		if (failure != null) {
			context.setError(failure);
		}
		return Timer.builder(String.valueOf(CONVENTION.getName()))
			.description("Requests that were answered")
			.tags(CONVENTION.getLowCardinalityKeyValues(context).stream().map(RequestTimerFilter::toTag).toList())
			.register(this.registry);
	}

	private static Tag toTag(KeyValue keyValue) {
		return Tag.of(keyValue.getKey(), keyValue.getValue());
	}

	/** What the tags of a request follow from. */
	private record Series(String method, @Nullable String pattern, int status,
			@Nullable Class<? extends Throwable> failure) {

	}

}
