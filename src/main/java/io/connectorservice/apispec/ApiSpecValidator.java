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
 * Finds what keeps a description from being understood, before it is saved.
 */
final class ApiSpecValidator {

	private static final int MAX_FAULTS = 100;

	private static final Pattern VERSION = Pattern.compile("3\\.[012](?:\\.[0-9]+)?(?:-[A-Za-z0-9.]+)?");

	private static final String LARGE_PATTERN = "repeats its parts more often than can be checked";

	// what stands below these is example data, in which nothing is a reference
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

	/** What keeps all of it from being used. */
	List<Fault> findFaults() {
		checkAll();
		return List.copyOf(this.faults);
	}

	/** What costs a part of it only. */
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
			recordFault("/swagger", "must be 2.0, else give OpenAPI 3.0 or 3.1");
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
		else if (Servers.fillVariables(server.path("url").asString(), server.path("variables")).contains("{")) {
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
		Deque<Place> open = new ArrayDeque<>();
		open.push(new Place(null, "", this.root, false));
		while (!open.isEmpty() && hasRoom()) {
			Place place = open.pop();
			if (!place.named && References.isReference(place.node)) {
				checkReference(place.node, place.buildPointer() + "/$ref");
			}
			checkPatterns(place);
			place.node.properties().forEach((entry) -> pushChild(place, entry.getKey(), entry.getValue(), open));
			for (int i = 0; place.node.isArray() && i < place.node.size(); i++) {
				if (place.node.path(i).isContainer()) {
					open.push(new Place(place, i, place.node.path(i), false));
				}
			}
		}
	}

	private static void pushChild(Place parent, String name, JsonNode child, Deque<Place> open) {
		boolean data = !parent.named && (DATA.contains(name) || name.startsWith("x-"));
		if (child.isContainer() && !data) {
			boolean named = !parent.named && NAMED.contains(name);
			open.push(new Place(parent, name, child, named));
		}
	}

	// a few characters can stand for a program that no memory holds
	private void checkPatterns(Place place) {
		if (place.named) {
			return;
		}
		JsonNode pattern = place.node.path("pattern");
		if (pattern.isString() && PatternSize.isTooLarge(pattern.asString())) {
			recordFault(place.buildPointer() + "/pattern", LARGE_PATTERN);
		}
		for (String name : place.node.path("patternProperties").propertyNames()) {
			if (PatternSize.isTooLarge(name)) {
				recordFault(appendName(place.buildPointer() + "/patternProperties", name), LARGE_PATTERN);
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
			recordWarning(pointer, "refers on and on, or to nothing in the end");
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
	 * A part of the description, and whether its keys are names that somebody chose. Its
	 * pointer is made when it is asked for: all of them together are far larger than the
	 * description.
	 *
	 * @param step its name or its index in the part around it
	 */
	private record Place(@Nullable Place parent, Object step, JsonNode node, boolean named) {

		String buildPointer() {
			Deque<Place> way = new ArrayDeque<>();
			for (Place at = this; at.parent != null; at = at.parent) {
				way.push(at);
			}
			StringBuilder pointer = new StringBuilder();
			way.forEach((place) -> pointer.append(JsonPointer.empty().appendProperty(String.valueOf(place.step))));
			return pointer.toString();
		}

	}

}
