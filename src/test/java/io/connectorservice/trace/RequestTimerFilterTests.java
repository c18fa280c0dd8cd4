package io.connectorservice.trace;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestTimerFilterTests {

	private final MeterRegistry timed = new SimpleMeterRegistry();

	private final MeterRegistry observed = new SimpleMeterRegistry();

	private final RequestTimerFilter filter = new RequestTimerFilter(this.timed);

	@ParameterizedTest
	@CsvSource({ "GET, /a/{id}, /a/7, 200", "GET, /a/{id}, /a/7, 404", "POST, /a, /a, 201", "PATCH, /a, /a, 409",
			"GET, , /unknown, 404", "GET, , /old, 302", "GET, , /, 200", "INVENTED, , /a, 405", "PUT, /a, /a, 503" })
	void hasTheTagsOfSpringsFilter(String method, String pattern, String path, int status) throws Exception {
		FilterChain chain = (request, response) -> {
			request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, pattern);
			((MockHttpServletResponse) response).setStatus(status);
		};
		for (int request = 0; request < 2; request++) {
			send(this.filter, method, path, chain);
			send(createObservationFilter(), method, path, (request1, response) -> {
				chain.doFilter(request1, response);
				ServerHttpObservationFilter.findObservationContext((MockHttpServletRequest) request1)
					.ifPresent((context) -> context.setPathPattern(pattern));
			});
		}
		assertThat(describeTimers(this.timed)).isEqualTo(describeTimers(this.observed)).hasSize(1);
		assertThat(this.timed.get("http.server.requests").timer().count()).isEqualTo(2);
	}

	@Test
	void namesTheExceptionOfFailedRequest() {
		FilterChain failing = (request, response) -> {
			throw new ServletException("for this test");
		};
		assertThatExceptionOfType(ServletException.class).isThrownBy(() -> send(this.filter, "GET", "/a", failing));
		assertThat(this.timed.get("http.server.requests").timer().getId().getTag("exception"))
			.isEqualTo("ServletException");
	}

	@Test
	void countsEachStatusAlone() throws Exception {
		for (int status : List.of(200, 200, 404)) {
			send(this.filter, "GET", "/a", (request, response) -> {
				request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/a");
				((MockHttpServletResponse) response).setStatus(status);
			});
		}
		assertThat(this.timed.get("http.server.requests").tag("status", "200").timer().count()).isEqualTo(2);
		assertThat(this.timed.get("http.server.requests").tag("status", "404").timer().count()).isEqualTo(1);
	}

	@Test
	void cachesNoTimersOfInventedMethods() throws Exception {
		for (String method : List.of("GET", "INVENTED1", "INVENTED2", "INVENTED3")) {
			send(this.filter, method, "/a",
					(request, _) -> request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/**"));
		}
		assertThat(this.filter.countCachedTimers()).isEqualTo(1);
		assertThat(this.timed.find("http.server.requests").timers()).hasSize(2);
	}

	private static void send(Filter filter, String method, String path, FilterChain chain)
			throws ServletException, IOException {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setPathInfo(path);
		filter.doFilter(request, new MockHttpServletResponse(), chain);
	}

	private Filter createObservationFilter() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.observed));
		return new ServerHttpObservationFilter(observations);
	}

	private static List<Map<String, String>> describeTimers(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().equals("http.server.requests"))
			.map(RequestTimerFilterTests::readTags)
			.toList();
	}

	// The observation's handler adds a tag of its own, which is none where all went well.
	private static Map<String, String> readTags(Meter.Id id) {
		Map<String, String> tags = id.getTags()
			.stream()
			.collect(Collectors.toMap(Tag::getKey, Tag::getValue, (first, _) -> first, TreeMap::new));
		assertThat(tags.getOrDefault("error", "none")).isEqualTo("none");
		tags.remove("error");
		return tags;
	}

}
