package io.connectorservice.local.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.connectorservice.local.demo.DemoFiles.StoredFile;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo service's API below {@code /v1}: tasks, people, files and webhooks, and errors
 * on request.
 */
final class DemoApi {

	private static final int DEFAULT_SIZE = 10;

	private static final int MAX_SIZE = 100;

	private static final int PEOPLE = 42;

	private static final int LONGEST_DELAY = 30;

	private final DemoAccess access;

	private final DemoTasks tasks;

	private final DemoFiles files;

	private final DemoWebhooks webhooks;

	private final JsonMapper json;

	DemoApi(DemoAccess access, DemoTasks tasks, DemoFiles files, DemoWebhooks webhooks, JsonMapper json) {
		this.access = access;
		this.tasks = tasks;
		this.files = files;
		this.webhooks = webhooks;
		this.json = json;
	}

	void addTo(DemoRoutes routes) {
		String task = "/v1/tasks/([0-9]{1,6})";
		String file = "/v1/files/([A-Za-z0-9][A-Za-z0-9._-]{0,99})";
		addReadRoute(routes, "/v1/me", (request, _) -> createJsonResponse(200, describeCaller(request)));
		addReadRoute(routes, "/v1/tasks", (request, _) -> listTasks(request));
		addReadRoute(routes, "/v1/people", (request, _) -> listPeople(request));
		addReadRoute(routes, "/v1/projects", (request, _) -> listProjects(request));
		addReadRoute(routes, task, (_, parts) -> createJsonResponse(200, this.tasks.get(parseId(parts))));
		addWriteRoute(routes, "POST", "/v1/tasks",
				(request, _) -> publishAndRespond(201, "task.created", this.tasks.create(request.readJson())));
		addWriteRoute(routes, "PATCH", task, (request, parts) -> publishAndRespond(200, "task.updated",
				this.tasks.update(parseId(parts), request.readJson())));
		addWriteRoute(routes, "DELETE", task,
				(_, parts) -> publishAndRespond(200, "task.deleted", this.tasks.delete(parseId(parts))));
		addReadRoute(routes, "/v1/files", (_, _) -> createJsonResponse(200, Map.of("files", this.files.list())));
		addReadRoute(routes, file, (_, parts) -> downloadFile(parts.getFirst()));
		addWriteRoute(routes, "PUT", file, this::uploadFile);
		addWriteRoute(routes, "DELETE", file, (_, parts) -> {
			this.files.delete(parts.getFirst());
			return DemoResponse.empty();
		});
		addReadRoute(routes, "/v1/webhooks",
				(_, _) -> createJsonResponse(200, Map.of("webhooks", this.webhooks.list())));
		addWriteRoute(routes, "POST", "/v1/webhooks",
				(request, _) -> createJsonResponse(201, this.webhooks.create(request.readJson())));
		addWriteRoute(routes, "DELETE", "/v1/webhooks/([0-9]{1,6})", (_, parts) -> {
			this.webhooks.delete(parseId(parts));
			return DemoResponse.empty();
		});
		addReadRoute(routes, "/v1/errors/([45][0-9]{2})", (_, parts) -> {
			throw new DemoRefusal(parseId(parts), "as_you_asked", "This is the error that you asked for",
					parseId(parts) == 429 ? Map.of("Retry-After", "1") : Map.of());
		});
		addReadRoute(routes, "/v1/slow", (request, _) -> respondLate(request));
	}

	// the response repeats the credential of the call, as some services do, to show that
	// callers never see it
	private static Map<String, Object> describeCaller(DemoRequest request) {
		String signed = request.header("X-Api-Key").or(() -> request.header("Authorization")).orElse("");
		Map<String, Object> me = new LinkedHashMap<>();
		me.put("name", "Demo User");
		me.put("email", "demo@example.com");
		me.put("signed_with", signed);
		return me;
	}

	private void addReadRoute(DemoRoutes routes, String path, DemoRoutes.Handler handler) {
		routes.add("GET", path, this.access.requireScope(DemoAccess.READ, handler));
	}

	private void addWriteRoute(DemoRoutes routes, String method, String path, DemoRoutes.Handler handler) {
		routes.add(method, path, this.access.requireScope(DemoAccess.WRITE, handler));
	}

	private static int parseId(List<String> parts) {
		return Integer.parseInt(parts.getFirst());
	}

	private DemoResponse createJsonResponse(int status, Object body) {
		return DemoResponse.json(this.json, status, body);
	}

	private DemoResponse publishAndRespond(int status, String type, Map<String, Object> task) {
		this.webhooks.publish(type, task);
		return createJsonResponse(status, task);
	}

	// paged by a cursor in the body
	private DemoResponse listTasks(DemoRequest request) {
		List<Map<String, Object>> all = this.tasks.list(request.parseQuery().get("state"));
		int from = request.readNumber("cursor", 0, 999_999);
		int size = readPageSize(request, "limit");
		Map<String, Object> page = new LinkedHashMap<>();
		page.put("tasks", slice(all, from, size));
		page.put("next_cursor", (from + size < all.size()) ? String.valueOf(from + size) : null);
		return createJsonResponse(200, page);
	}

	// paged by page numbers
	private DemoResponse listPeople(DemoRequest request) {
		List<Map<String, Object>> all = makeNumbered("Person", PEOPLE);
		int size = readPageSize(request, "per_page");
		int page = Math.max(1, request.readNumber("page", 1, 999_999));
		return createJsonResponse(200, Map.of("people", slice(all, (page - 1) * size, size), "page", page, "pages",
				(all.size() + size - 1) / size, "total", all.size()));
	}

	// paged by the Link header (RFC 8288)
	private DemoResponse listProjects(DemoRequest request) {
		List<Map<String, Object>> all = makeNumbered("Project", MAX_SIZE / 4);
		int from = request.readNumber("after", 0, 999_999);
		int size = readPageSize(request, "limit");
		DemoResponse page = createJsonResponse(200, slice(all, from, size));
		return (from + size < all.size())
				? page.with("Link", "</v1/projects?after=" + (from + size) + "&limit=" + size + ">; rel=\"next\"")
				: page;
	}

	private static int readPageSize(DemoRequest request, String parameter) {
		return Math.max(1, request.readNumber(parameter, DEFAULT_SIZE, MAX_SIZE));
	}

	private static List<Map<String, Object>> makeNumbered(String what, int count) {
		return IntStream.rangeClosed(1, count)
			.mapToObj((i) -> Map.<String, Object>of("id", i, "name", what + " " + i))
			.toList();
	}

	private static <T> List<T> slice(List<T> all, int from, int size) {
		return all.stream().skip(from).limit(size).toList();
	}

	private DemoResponse downloadFile(String name) {
		StoredFile file = this.files.get(name);
		return DemoResponse.of(200, file.mediaType(), file.content())
			.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
	}

	private DemoResponse uploadFile(DemoRequest request, List<String> parts) {
		String mediaType = request.header("Content-Type").orElse("application/octet-stream");
		return createJsonResponse(200, this.files.put(parts.getFirst(), new StoredFile(mediaType, request.body())));
	}

	private DemoResponse respondLate(DemoRequest request) {
		try {
			Thread.sleep(Duration.ofSeconds(request.readNumber("seconds", 1, LONGEST_DELAY)));
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		return createJsonResponse(200, Map.of("late", true));
	}

}
