package io.connectorservice.local.demo;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demo service's tasks, kept in memory.
 */
final class DemoTasks {

	private static final int MAX_TASKS = 1000;

	private static final int AT_FIRST = 25;

	private static final Set<String> FIELDS = Set.of("title", "state", "priority", "assignee", "due_on");

	private static final Map<String, Set<String>> CHOICES = Map.of("state", Set.of("open", "done"), "priority",
			Set.of("low", "normal", "high"));

	private final Map<Integer, Map<String, Object>> tasks = new LinkedHashMap<>();

	private final Clock clock;

	private int lastId;

	DemoTasks(Clock clock) {
		this.clock = clock;
		for (int i = 1; i <= AT_FIRST; i++) {
			storeTask(Map.of("title", "Task " + i, "state", (i % 3 == 0) ? "done" : "open"));
		}
	}

	synchronized List<Map<String, Object>> list(@Nullable String state) {
		return this.tasks.values().stream().filter((task) -> state == null || state.equals(task.get("state"))).toList();
	}

	synchronized Map<String, Object> get(int id) {
		Map<String, Object> task = this.tasks.get(id);
		if (task == null) {
			throw DemoRefusal.notFoundException("Task " + id);
		}
		return task;
	}

	synchronized Map<String, Object> create(ObjectNode fields) {
		if (!fields.has("title")) {
			throw DemoRefusal.invalidFieldException("title is required");
		}
		return storeTask(readFields(fields));
	}

	synchronized Map<String, Object> update(int id, ObjectNode fields) {
		Map<String, Object> task = new LinkedHashMap<>(get(id));
		task.putAll(readFields(fields));
		this.tasks.put(id, task);
		return task;
	}

	synchronized Map<String, Object> delete(int id) {
		Map<String, Object> task = get(id);
		this.tasks.remove(id);
		return task;
	}

	private Map<String, Object> storeTask(Map<String, Object> fields) {
		if (this.tasks.size() >= MAX_TASKS) {
			this.tasks.remove(this.tasks.keySet().iterator().next());
		}
		Map<String, Object> task = new LinkedHashMap<>(Map.of("state", "open", "priority", "normal"));
		task.putAll(fields);
		task.put("id", ++this.lastId);
		task.put("created_at", this.clock.instant().toString());
		this.tasks.put(this.lastId, task);
		return task;
	}

	private static Map<String, Object> readFields(ObjectNode fields) {
		Map<String, Object> read = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> field : new ArrayList<>(fields.properties())) {
			read.put(field.getKey(), validateField(field.getKey(), field.getValue()));
		}
		return read;
	}

	private static String validateField(String name, JsonNode value) {
		String text = value.isString() ? value.asString() : "";
		if (!FIELDS.contains(name) || text.isBlank() || text.length() > 200) {
			throw DemoRefusal
				.invalidFieldException(name + " must be one of " + FIELDS + ", and a text of 1 to 200 characters");
		}
		if (!CHOICES.getOrDefault(name, Set.of(text)).contains(text)) {
			throw DemoRefusal.invalidFieldException(name + " must be one of " + CHOICES.get(name));
		}
		if (name.equals("due_on")) {
			requireDate(text);
		}
		return text;
	}

	private static void requireDate(String text) {
		try {
			LocalDate.parse(text);
		}
		catch (DateTimeParseException _) {
			throw DemoRefusal.invalidFieldException("due_on must be a date such as 2026-12-31");
		}
	}

}
