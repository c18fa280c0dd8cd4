package io.connectorservice.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.connectorservice.json.StrictJson;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.core.MethodParameter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves arguments that are marked with {@link JsonBody}.
 */
final class JsonBodyResolver implements HandlerMethodArgumentResolver {

	private final long usualLimit;

	private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

	JsonBodyResolver(DataSize usualLimit) {
		this.usualLimit = usualLimit.toBytes();
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(JsonBody.class);
	}

	@Override
	public JsonNode resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest request, @Nullable WebDataBinderFactory binders) throws IOException {
		JsonBody expected = Objects.requireNonNull(parameter.getParameterAnnotation(JsonBody.class));
		JsonNode body = readBody(expected, Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
		List<Fault> faults = this.schemas.computeIfAbsent(expected.schema(), JsonSchema::fromClasspath)
			.findFaults(body);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
		return body;
	}

	private JsonNode readBody(JsonBody expected, HttpServletRequest request) throws IOException {
		long limit = expected.maxSize().isEmpty() ? this.usualLimit : DataSize.parse(expected.maxSize()).toBytes();
		if (expected.required()) {
			RequestBodies.requireNoContentCoding(request);
		}
		byte[] bytes = RequestBodies.readBytes(request, limit);
		return (bytes.length == 0 && !expected.required()) ? JsonNodeFactory.instance.objectNode()
				: StrictJson.read(bytes);
	}

}
