package io.connectorservice.json;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads YAML 1.2 as the JSON that it represents: a single document without tags or
 * duplicate names. The number of values that aliases may expand to is limited.
 */
public final class StrictYaml {

	private static final JsonNodeFactory NODES = StrictJson.mapper().getNodeFactory();

	// The limit is more than a text of the maximum length can contain without aliases.
	private static final long VALUES_PER_TEXT = 1_000_000;

	private static final Pattern SPACES_ALONE = Pattern.compile("(?m)^ +$");

	private final Iterator<Event> events;

	private final Map<String, JsonNode> anchored = new HashMap<>();

	private final IdentityHashMap<JsonNode, Long> sizes = new IdentityHashMap<>();

	private final IdentityHashMap<JsonNode, Long> weights = new IdentityHashMap<>();

	// The number of nesting levels below a value.
	private final IdentityHashMap<JsonNode, Integer> heights = new IdentityHashMap<>();

	private final Map<String, Integer> lines = new HashMap<>();

	private final boolean withLines;

	private final TreeWeight weight;

	private final CooperativeYield cooperativeYield = new CooperativeYield();

	private int deepest;

	private int depth;

	private long values;

	private StrictYaml(String text, boolean withLines, TreeWeight weight) {
		this.withLines = withLines;
		this.weight = weight;
		LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setUseMarks(true).build();
		// The parser fails if one of its reads ends inside a surrogate pair.
		this.events = new Parse(settings).parseReader(new WholeCharacterReader(text)).iterator();
	}

	/**
	 * Reads the only document of a text, whose length the caller must have limited.
	 * @throws InvalidYamlException with the line and the reason
	 * @throws ProblemException PAYLOAD_TOO_LARGE or TOO_MANY_REQUESTS if there is not
	 * enough memory for the values
	 */
	public static JsonNode read(String text) {
		return readDocument(text, false).value();
	}

	/**
	 * Like {@link #read}, and also returns line numbers; only for texts with short names,
	 * because every value's pointer is stored.
	 */
	public static YamlDocument readWithLines(String text) {
		return readDocument(text, true);
	}

	private static YamlDocument readDocument(String text, boolean withLines) {
		TreeWeight weight = new TreeWeight(TreeMemory.PROCESS);
		try {
			YamlDocument document = parseText(text, withLines, weight);
			RequestMemory.holdUntilRequestEnds(RequestMemory.Kind.YAML_TREE, weight::release);
			return document;
		}
		catch (TreeTooLargeException large) {
			throw StrictJson.treeTooLargeProblem(large);
		}
		catch (RuntimeException failure) {
			weight.release();
			throw failure;
		}
	}

	private static YamlDocument parseText(String text, boolean withLines, TreeWeight weight) {
		try {
			return new StrictYaml(text, withLines, weight).parseDocument();
		}
		catch (YamlEngineException failure) {
			// The parser fails on block scalars that consist of spaces only.
			String trimmed = SPACES_ALONE.matcher(text).replaceAll("");
			if (trimmed.length() == text.length()) {
				throw notYamlException(failure);
			}
			try {
				return new StrictYaml(trimmed, withLines, weight).parseDocument();
			}
			catch (YamlEngineException _) {
				throw notYamlException(failure);
			}
		}
		catch (IndexOutOfBoundsException | NoSuchElementException | IllegalStateException _) {
			throw new InvalidYamlException(1, "this is not YAML");
		}
	}

	private static InvalidYamlException notYamlException(YamlEngineException failure) {
		int line = (failure instanceof MarkedYamlEngineException marked)
				? marked.getProblemMark().map((mark) -> mark.getLine() + 1).orElse(1) : 1;
		return new InvalidYamlException(line, "this is not YAML");
	}

	private YamlDocument parseDocument() {
		this.events.next();
		if (!(this.events.next() instanceof DocumentStartEvent)) {
			throw new InvalidYamlException(1, "there is no value");
		}
		JsonNode value = readValue(this.events.next(), "");
		this.events.next();
		Event more = this.events.next();
		if (more instanceof DocumentStartEvent) {
			throw InvalidYamlException.at(more, "there is a second document");
		}
		return new YamlDocument(value, this.lines);
	}

	private JsonNode readValue(Event event, String pointer) {
		if (this.withLines) {
			this.lines.put(pointer, InvalidYamlException.findLine(event));
		}
		countValues(event, 1);
		return switch (event) {
			case AliasEvent alias -> resolveAlias(alias);
			case ScalarEvent scalar -> rememberAnchor(scalar, readScalar(scalar));
			case SequenceStartEvent start -> rememberAnchor(start, readSequence(start, pointer));
			case MappingStartEvent start -> rememberAnchor(start, readMapping(start, pointer));
			default -> throw InvalidYamlException.at(event, "there is no value");
		};
	}

	// A repeated value counts once for each time it is referenced.
	private JsonNode resolveAlias(AliasEvent alias) {
		JsonNode value = this.anchored.get(alias.getAlias().getValue());
		if (value == null) {
			throw InvalidYamlException.at(alias, "the alias refers to no earlier anchor");
		}
		countValues(alias, this.sizes.getOrDefault(value, 1L));
		requireDepth(alias, this.depth + this.heights.getOrDefault(value, 0));
		this.weight.add(this.weights.getOrDefault(value, 0L));
		return value;
	}

	private JsonNode rememberAnchor(NodeEvent event, JsonNode value) {
		event.getAnchor().map(Anchor::getValue).ifPresent((name) -> {
			this.anchored.put(name, value);
			this.weight.addText(name.length());
			if (value.isString()) {
				this.weights.put(value, (long) TreeWeight.TEXT + value.asString().length());
			}
		});
		return value;
	}

	private void countValues(Event event, long more) {
		this.cooperativeYield.yieldPeriodically();
		this.values += more;
		if (this.values > VALUES_PER_TEXT) {
			throw InvalidYamlException.at(event, "the text represents more than " + VALUES_PER_TEXT + " values");
		}
	}

	private JsonNode readSequence(SequenceStartEvent start, String pointer) {
		refuseTag(start, start.getTag().orElse(null));
		int deepestBefore = enterLevel(start);
		long before = this.values;
		long weightBefore = this.weight.total();
		this.weight.add(TreeWeight.ARRAY + TreeWeight.FIRST_ITEM);
		ArrayNode items = NODES.arrayNode();
		for (Event next = this.events.next(); next.getEventId() != Event.ID.SequenceEnd; next = this.events.next()) {
			items.add(readValue(next, appendToPointer(pointer, items.size())));
		}
		this.sizes.put(items, this.values - before);
		this.weights.put(items, this.weight.total() - weightBefore);
		return leaveLevel(items, deepestBefore);
	}

	private JsonNode readMapping(MappingStartEvent start, String pointer) {
		refuseTag(start, start.getTag().orElse(null));
		int deepestBefore = enterLevel(start);
		long before = this.values;
		long weightBefore = this.weight.total();
		this.weight.add(TreeWeight.OBJECT + TreeWeight.FIRST_FIELD);
		ObjectNode fields = NODES.objectNode();
		for (Event next = this.events.next(); next.getEventId() != Event.ID.MappingEnd; next = this.events.next()) {
			String name = readName(next, fields);
			this.weight.addName(name);
			String below = appendToPointer(pointer, name);
			fields.set(name, readValue(this.events.next(), below));
			if (this.withLines) {
				this.lines.put(below, InvalidYamlException.findLine(next));
			}
		}
		this.sizes.put(fields, this.values - before);
		this.weights.put(fields, this.weight.total() - weightBefore);
		return leaveLevel(fields, deepestBefore);
	}

	private static String readName(Event event, ObjectNode fields) {
		if (!(event instanceof ScalarEvent scalar)) {
			throw InvalidYamlException.at(event, "a name must be a text");
		}
		String name = new YamlScalar(scalar).requireStorableText(StrictJson.MAX_NAME_LENGTH);
		if (fields.has(name)) {
			throw InvalidYamlException.at(event, "an object has the same name twice");
		}
		return name;
	}

	private String appendToPointer(String pointer, Object step) {
		return this.withLines ? pointer + "/" + step.toString().replace("~", "~0").replace("/", "~1") : pointer;
	}

	private int enterLevel(Event event) {
		int deepestBefore = this.deepest;
		this.deepest = 0;
		this.depth++;
		requireDepth(event, this.depth);
		return deepestBefore;
	}

	private JsonNode leaveLevel(JsonNode value, int deepestBefore) {
		this.heights.put(value, this.deepest - this.depth + 1);
		this.depth--;
		this.deepest = Math.max(this.deepest, deepestBefore);
		return value;
	}

	private void requireDepth(Event event, int depth) {
		this.deepest = Math.max(this.deepest, depth);
		if (depth > StrictJson.MAX_DEPTH) {
			throw InvalidYamlException.at(event, "the nesting is deeper than " + StrictJson.MAX_DEPTH + " levels");
		}
	}

	private JsonNode readScalar(ScalarEvent event) {
		refuseTag(event, event.getTag().orElse(null));
		YamlScalar scalar = new YamlScalar(event);
		String text = scalar.requireStorableText(Integer.MAX_VALUE);
		this.weight.addText(text.length());
		return scalar.toJson(text);
	}

	private static void refuseTag(Event event, @Nullable String tag) {
		if (tag != null) {
			throw InvalidYamlException.at(event, "tags are not supported");
		}
	}

}
