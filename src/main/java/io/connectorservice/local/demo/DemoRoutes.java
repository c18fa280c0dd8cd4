package io.connectorservice.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Maps the demo service's requests to their handlers.
 */
final class DemoRoutes {

	private final List<Route> routes = new ArrayList<>();

	/**
	 * Adds a route.
	 * @param path a regular expression whose groups are passed to the handler
	 */
	DemoRoutes add(String method, String path, Handler handler) {
		this.routes.add(new Route(method, Pattern.compile(path), handler));
		return this;
	}

	DemoResponse handle(DemoRequest request) {
		List<Route> fitting = this.routes.stream()
			.filter((route) -> route.path.matcher(request.path()).matches())
			.toList();
		if (fitting.isEmpty()) {
			throw DemoRefusal.notFoundException(request.path());
		}
		return fitting.stream()
			.filter((route) -> route.method.equals(request.method()))
			.findFirst()
			.orElseThrow(() -> new DemoRefusal(405, "method_not_allowed", request.method() + " is not possible here"))
			.handle(request);
	}

	/** Handles a request. */
	@FunctionalInterface
	interface Handler {

		DemoResponse handle(DemoRequest request, List<String> parts);

	}

	private record Route(String method, Pattern path, Handler handler) {

		DemoResponse handle(DemoRequest request) {
			Matcher matcher = this.path.matcher(request.path());
			if (!matcher.matches()) {
				throw DemoRefusal.notFoundException(request.path());
			}
			return this.handler.handle(request,
					IntStream.rangeClosed(1, matcher.groupCount()).mapToObj(matcher::group).toList());
		}

	}

}
