package io.connectorservice.apispec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import com.google.re2j.Pattern;

import io.connectorservice.json.schema.PatternSize;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Validates a description before it is saved.
 */
final class ApiSpecValidator {

	private static final int MAX_FAULTS = 100;

	private static final Pattern VERSION = Pattern.compile("3\\.[012](?:\\.[0-9]+)?(?:-[A-Za-z0-9.]+)?");

	private static final String LARGE_PATTERN = "repeats its parts too often to be checked";

	// These keywords contain example data, in which a $ref is not a reference.
	private static final Set<String> DATA = Set.of("example", "examples", "default", "enum", "const");

	private static final Set<String> NAMED = Set.of("properties", "patternProperties", "schemas", "parameters");

	private final JsonNode root;

	private final ApiSpecSettings settings;

	private final References references;

	private final List<Fault> faults = new ArrayList<>();

	private final List<Fault> warnings = new ArrayList<>();

	private int operations;

	ApiSpecValidator(JsonNode root, ApiSpecSettings settings) {
		this.root = root;
		this.settings = settings;
		this.references = new References(root);
	}

	/** Returns the faults that make the whole description unusable. */
	List<Fault> findFaults() {
		checkAll();
		return List.copyOf(this.faults);
	}

	/** Returns the faults that affect only parts of it. */
	List<Fault> findWarnings() {
		checkAll();
		return List.copyOf(this.warnings);
	}

	private void checkAll() {
		if (!this.root.isObject()) {
			recordFault("", "must be an object");
			return;
		}
		checkVersion();
		checkServers();
		checkPaths();
		checkParts();
	}

	private void checkVersion() {
		JsonNode version = this.root.path("openapi");
		if (this.root.has("swagger")) {
			recordFault("/swagger", "must be 2.0; otherwise use OpenAPI 3.0 or 3.1");
		}
		else if (!version.isMissingNode() && !(version.isString() && VERSION.matches(version.asString()))) {
			recordFault("/openapi", "must be a version from 3.0 to 3.2, as a string");
		}
	}

	private void checkServers() {
		JsonNode servers = this.root.path("servers");
		if (servers.isMissingNode()) {
			return;
		}
		if (!servers.isArray()) {
			recordFault("/servers", "must be an array");
		}
		for (int i = 0; i < servers.size() && hasRoom(); i++) {
			checkServer(servers.path(i), "/servers/" + i);
		}
	}

	private void checkServer(JsonNode server, String pointer) {
		if (!server.isObject()) {
			recordFault(pointer, "must be an object");
		}
		else if (!server.path("url").isString()) {
			recordFault(pointer + "/url", server.has("url") ? "must be a string" : "is required");
		}
		else if (new Server(server).fillVariables().contains("{")) {
			recordFault(pointer + "/url", "has a variable without a default");
		}
	}

	private void checkPaths() {
		JsonNode paths = this.root.path("paths");
		if (!paths.isMissingNode() && !paths.isObject()) {
			recordFault("/paths", "must be an object");
			return;
		}
		paths.properties().forEach((entry) -> {
			if (hasRoom() && !entry.getKey().startsWith("x-")) {
				checkPath(entry.getValue(), appendName("/paths", entry.getKey()));
			}
		});
		if (this.operations > this.settings.maxOperations()) {
			recordFault("/paths", "must have at most " + this.settings.maxOperations() + " operations");
		}
	}

	private void checkPath(JsonNode value, String pointer) {
		if (!value.isObject()) {
			recordWarning(pointer, "must be an object");
			return;
		}
		JsonNode item = this.references.resolve(value);
		for (String method : SpecReader.METHODS) {
			if (item.has(method)) {
				checkOperation(item.path(method), pointer + "/" + method);
			}
		}
	}

	private void checkOperation(JsonNode operation, String pointer) {
		this.operations++;
		JsonNode id = operation.path("operationId");
		if (!operation.isObject()) {
			recordWarning(pointer, "must be an object");
		}
		else if (!id.isMissingNode() && !id.isString()) {
			recordWarning(pointer + "/operationId", "must be a string");
		}
	}

	private void checkParts() {
		Deque<Location> pending = new ArrayDeque<>();
		pending.push(new Location(null, "", this.root, false));
		while (!pending.isEmpty() && hasRoom()) {
			Location location = pending.pop();
			if (!location.named && References.isReference(location.node)) {
				checkReference(location.node, location.buildPointer() + "/$ref");
			}
			checkPatterns(location);
			location.node.properties()
				.forEach((entry) -> pushChild(location, entry.getKey(), entry.getValue(), pending));
			for (int i = 0; location.node.isArray() && i < location.node.size(); i++) {
				if (location.node.path(i).isContainer()) {
					pending.push(new Location(location, i, location.node.path(i), false));
				}
			}
		}
	}

	private static void pushChild(Location parent, String name, JsonNode child, Deque<Location> pending) {
		boolean data = !parent.named && (DATA.contains(name) || name.startsWith("x-"));
		if (child.isContainer() && !data) {
			boolean named = !parent.named && NAMED.contains(name);
			pending.push(new Location(parent, name, child, named));
		}
	}

	// A short pattern can compile to a program that exceeds the memory.
	private void checkPatterns(Location location) {
		if (location.named) {
			return;
		}
		JsonNode pattern = location.node.path("pattern");
		if (pattern.isString() && PatternSize.isTooLarge(pattern.asString())) {
			recordFault(location.buildPointer() + "/pattern", LARGE_PATTERN);
		}
		for (String name : location.node.path("patternProperties").propertyNames()) {
			if (PatternSize.isTooLarge(name)) {
				recordFault(appendName(location.buildPointer() + "/patternProperties", name), LARGE_PATTERN);
			}
		}
	}

	private void checkReference(JsonNode reference, String pointer) {
		String text = reference.path("$ref").asString();
		if (!References.isLocal(text)) {
			recordWarning(pointer, "is a remote reference; remote references are not followed");
		}
		else if (this.references.findTarget(text).isMissingNode()) {
			recordWarning(pointer, "refers to nothing in this description");
		}
		else if (this.references.resolve(reference).isMissingNode()) {
			recordWarning(pointer, "is a circular reference or leads to nothing");
		}
	}

	private boolean hasRoom() {
		return this.faults.size() < MAX_FAULTS;
	}

	private void recordFault(String pointer, String detail) {
		if (hasRoom()) {
			this.faults.add(new Fault(pointer, detail));
		}
	}

	private void recordWarning(String pointer, String detail) {
		if (this.warnings.size() < MAX_FAULTS) {
			this.warnings.add(new Fault(pointer, detail));
		}
	}

	private static String appendName(String parent, String name) {
		return parent + JsonPointer.empty().appendProperty(name);
	}

	/**
	 * A part of the description. Its pointer is built on demand, because all pointers
	 * together would be far larger than the description.
	 *
	 * @param step name or index of this part within its parent
	 * @param named whether this part's keys are names chosen by the author
	 */
	private record Location(@Nullable Location parent, Object step, JsonNode node, boolean named) {

		String buildPointer() {
			Deque<Location> steps = new ArrayDeque<>();
			for (Location at = this; at.parent != null; at = at.parent) {
				steps.push(at);
			}
			StringBuilder pointer = new StringBuilder();
			steps.forEach(
					(location) -> pointer.append(JsonPointer.empty().appendProperty(String.valueOf(location.step))));
			return pointer.toString();
		}

	}

}
