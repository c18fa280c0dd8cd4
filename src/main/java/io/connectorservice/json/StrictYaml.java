package io.connectorservice.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;

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
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads YAML 1.2 as the JSON that it stands for: one document, no tags, no names twice,
 * and no more of it than aliases may make of a text of that length.
 */
public final class StrictYaml {

	private static final JsonNodeFactory NODES = StrictJson.mapper().getNodeFactory();

	private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

	// what a text can stand for without aliases, and room for some
	private static final long VALUES_PER_TEXT = 1_000_000;

	private final Iterator<Event> events;

	private final Map<String, JsonNode> anchored = new HashMap<>();

	private final IdentityHashMap<JsonNode, Long> sizes = new IdentityHashMap<>();

	private final Map<String, Integer> lines = new HashMap<>();

	private int depth;

	private long values;

	private StrictYaml(String text) {
		LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setUseMarks(true).build();
		this.events = new Parse(settings).parseString(text).iterator();
	}

	/**
	 * Reads the one document of a text, whose length the caller has capped.
	 * @throws InvalidYaml with the line and the reason
	 */
	public static YamlDocument read(String text) {
		try {
			return new StrictYaml(text).document();
		}
		catch (MarkedYamlEngineException failure) {
			throw new InvalidYaml(failure.getProblemMark().map((mark) -> mark.getLine() + 1).orElse(1),
					"this is not YAML");
		}
		catch (YamlEngineException _) {
			throw new InvalidYaml(1, "this is not YAML");
		}
	}

	private YamlDocument document() {
		this.events.next();
		if (!(this.events.next() instanceof DocumentStartEvent)) {
			throw new InvalidYaml(1, "there is no value");
		}
		JsonNode value = value(this.events.next(), "");
		this.events.next();
		Event more = this.events.next();
		if (more instanceof DocumentStartEvent) {
			throw invalid(more, "there is a second document");
		}
		return new YamlDocument(value, this.lines);
	}

	private JsonNode value(Event event, String pointer) {
		this.lines.put(pointer, line(event));
		count(event, 1);
		return switch (event) {
			case AliasEvent alias -> repeated(alias);
			case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
			case SequenceStartEvent start -> anchored(start, sequence(start, pointer));
			case MappingStartEvent start -> anchored(start, mapping(start, pointer));
			default -> throw invalid(event, "there is no value");
		};
	}

	// what is repeated counts as often as it stands there
	private JsonNode repeated(AliasEvent alias) {
		JsonNode value = this.anchored.get(alias.getAlias().getValue());
		if (value == null) {
			throw invalid(alias, "the alias names nothing before it");
		}
		count(alias, this.sizes.getOrDefault(value, 1L));
		return value;
	}

	private JsonNode anchored(NodeEvent event, JsonNode value) {
		event.getAnchor().map(Anchor::getValue).ifPresent((name) -> this.anchored.put(name, value));
		return value;
	}

	private void count(Event event, long more) {
		this.values += more;
		if (this.values > VALUES_PER_TEXT) {
			throw invalid(event, "the text stands for more than " + VALUES_PER_TEXT + " values");
		}
	}

	private JsonNode sequence(SequenceStartEvent start, String pointer) {
		refuseTag(start, start.getTag().orElse(null));
		deeper(start);
		long before = this.values;
		ArrayNode items = NODES.arrayNode();
		for (Event next = this.events.next(); next.getEventId() != Event.ID.SequenceEnd; next = this.events.next()) {
			items.add(value(next, pointer + "/" + items.size()));
		}
		this.depth--;
		this.sizes.put(items, this.values - before);
		return items;
	}

	private JsonNode mapping(MappingStartEvent start, String pointer) {
		refuseTag(start, start.getTag().orElse(null));
		deeper(start);
		long before = this.values;
		ObjectNode fields = NODES.objectNode();
		for (Event next = this.events.next(); next.getEventId() != Event.ID.MappingEnd; next = this.events.next()) {
			String name = name(next, fields);
			String below = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
			fields.set(name, value(this.events.next(), below));
			this.lines.put(below, line(next));
		}
		this.depth--;
		this.sizes.put(fields, this.values - before);
		return fields;
	}

	private static String name(Event event, ObjectNode fields) {
		if (!(event instanceof ScalarEvent scalar)) {
			throw invalid(event, "a name must be a plain text");
		}
		String name = keepable(scalar, StrictJson.MAX_NAME_LENGTH);
		if (fields.has(name)) {
			throw invalid(event, "an object has the same name twice");
		}
		return name;
	}

	private void deeper(Event event) {
		this.depth++;
		if (this.depth > StrictJson.MAX_DEPTH) {
			throw invalid(event, "the nesting is deeper than " + StrictJson.MAX_DEPTH + " levels");
		}
	}

	private static JsonNode scalar(ScalarEvent event) {
		refuseTag(event, event.getTag().orElse(null));
		String text = keepable(event, Integer.MAX_VALUE);
		Tag kind = event.isPlain() ? RESOLVER.resolve(text, true) : Tag.STR;
		if (kind.equals(Tag.NULL)) {
			return NODES.nullNode();
		}
		if (kind.equals(Tag.BOOL)) {
			return NODES.booleanNode(Boolean.parseBoolean(text));
		}
		boolean number = kind.equals(Tag.INT) || kind.equals(Tag.FLOAT);
		return number ? number(event, text, kind) : NODES.stringNode(text);
	}

	private static JsonNode number(ScalarEvent event, String text, Tag kind) {
		if (text.length() > StrictJson.MAX_DIGITS) {
			throw invalid(event, "a number has more than " + StrictJson.MAX_DIGITS + " digits");
		}
		try {
			return kind.equals(Tag.INT) ? integer(new BigInteger(digits(text), radix(text))) : decimal(event, text);
		}
		catch (NumberFormatException _) {
			throw invalid(event, "a number cannot be written in JSON");
		}
	}

	private static int radix(String text) {
		return text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : 10;
	}

	private static String digits(String text) {
		return (radix(text) == 10) ? text : text.substring(2);
	}

	// of the type that JSON's reader would give it
	private static JsonNode integer(BigInteger value) {
		if (value.bitLength() < Integer.SIZE) {
			return NODES.numberNode(value.intValue());
		}
		return (value.bitLength() < Long.SIZE) ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
	}

	private static JsonNode decimal(ScalarEvent event, String text) {
		BigDecimal value = new BigDecimal(text);
		if (Math.abs((long) value.scale()) > StrictJson.MAX_DIGITS) {
			throw invalid(event, "a number's exponent is out of range");
		}
		return NODES.numberNode(value);
	}

	// as in JSON: PostgreSQL can keep neither NUL nor half a character
	private static String keepable(ScalarEvent event, int longest) {
		String text = event.getValue();
		boolean keepable = text.indexOf(0) < 0
				&& text.codePoints().noneMatch((c) -> Character.getType(c) == Character.SURROGATE);
		if (!keepable || text.length() > longest) {
			throw invalid(event, "a text is too long, or holds a NUL or half a character");
		}
		return text;
	}

	private static void refuseTag(Event event, @Nullable String tag) {
		if (tag != null) {
			throw invalid(event, "tags are not read here");
		}
	}

	private static InvalidYaml invalid(Event event, String reason) {
		return new InvalidYaml(line(event), reason);
	}

	private static int line(Event event) {
		return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
	}

}
