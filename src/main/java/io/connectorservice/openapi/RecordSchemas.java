package io.connectorservice.openapi;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Marks in response schemas which fields are always present and which can be null, as
 * declared by the records behind them.
 */
@SuppressWarnings("rawtypes") // the swagger models use raw types
final class RecordSchemas implements ModelConverter {

	private static final String REFERENCE = "#/components/schemas/";

	private final Map<String, Class<?>> records = new ConcurrentHashMap<>();

	@Override
	public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
		Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
		Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
		if (resolved != null && raw.isRecord()) {
			String name = (resolved.get$ref() == null) ? resolved.getName()
					: resolved.get$ref().substring(REFERENCE.length());
			Optional.ofNullable(name).ifPresent((known) -> this.records.put(known, raw));
		}
		return resolved;
	}

	/** Completes the schemas of all records that were resolved. */
	void completeSchemas(Map<String, Schema> schemas) {
		this.records.forEach((name, type) -> Optional.ofNullable(schemas.get(name))
			.ifPresent((schema) -> Stream.of(type.getRecordComponents())
				.forEach((component) -> completeProperty(schema, component,
						leavesOutNulls(type) || leavesOutNulls(component.getAccessor())))));
	}

	private static boolean leavesOutNulls(AnnotatedElement declared) {
		JsonInclude include = declared.getAnnotation(JsonInclude.class);
		return include != null && include.value() == JsonInclude.Include.NON_NULL;
	}

	private static void completeProperty(Schema<?> schema, RecordComponent component, boolean leavesOutNulls) {
		String name = readPropertyName(component);
		boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
		Schema<?> property = schema.getProperties().get(name);
		if (!nullable || !leavesOutNulls) {
			schema.addRequiredItem(name);
		}
		if (nullable && !leavesOutNulls && property != null) {
			schema.getProperties().put(name, orNull(property));
		}
	}

	private static String readPropertyName(RecordComponent component) {
		JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
		return (named == null) ? component.getName() : named.value();
	}

	private static Schema<?> orNull(Schema<?> property) {
		if (property.get$ref() != null) {
			return new Schema<>().addAnyOfItem(property).addAnyOfItem(new Schema<>().types(Set.of("null")));
		}
		if (property.getTypes() != null) {
			Set<String> types = new TreeSet<>(property.getTypes());
			types.add("null");
			property.setTypes(types);
			allowNull(property);
		}
		return property;
	}

	// an enum must list null to allow it
	@SuppressWarnings({ "unchecked", "NullAway" })
	private static void allowNull(Schema property) {
		if (Objects.nonNull(property.getEnum()) && !property.getEnum().contains(null)) {
			property.addEnumItemObject(null);
		}
	}

}
