package io.connectorservice.settings;

import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.validation.FieldError;

/**
 * Reports in a single sentence which setting prevents the start. The sentence never
 * contains the value, which may be a secret.
 */
final class SettingFailureAnalyzer implements FailureAnalyzer, Ordered {

	private static final String ACTION = "Correct the variable; .env.example explains each of them.";

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		return findCause(failure, InvalidSettingException.class).map(Throwable::getMessage)
			.or(() -> findCause(failure, BindException.class).map(SettingFailureAnalyzer::describeFailure))
			.map((sentence) -> new FailureAnalysis(sentence, ACTION, failure))
			.orElse(null);
	}

	private static String describeFailure(BindException failure) {
		return findCause(failure, BindValidationException.class)
			.map((invalid) -> describeFieldError(failure,
					(FieldError) invalid.getValidationErrors().getAllErrors().getFirst()))
			.orElseGet(() -> describeReason(failure));
	}

	private static String describeFieldError(BindException failure, FieldError error) {
		String field = error.getField().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
		return resolveName(failure.getName() + "." + field) + " " + error.getDefaultMessage();
	}

	private static String resolveName(String property) {
		return EnvironmentVariables.variableOf(property).orElse(property);
	}

	// Our own settings records throw a readable sentence, but a converter's message would
	// contain the value.
	private static String describeReason(BindException failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		boolean ours = cause instanceof IllegalArgumentException && cause.getStackTrace().length > 0
				&& inOurCode(cause.getStackTrace());
		return ours ? String.valueOf(cause.getMessage())
				: resolveName(failure.getName().toString()) + " cannot be read as " + describeType(failure);
	}

	private static String describeType(BindException failure) {
		return switch (failure.getTarget().getType().resolve(Object.class).getSimpleName()) {
			case "boolean", "Boolean" -> "true or false";
			case "int", "Integer", "long", "Long" -> "a number";
			case "Duration" -> "a time such as 10s";
			case "DataSize" -> "a size such as 10MB";
			case "InetAddress" -> "an address";
			case String other -> other;
		};
	}

	private static boolean inOurCode(StackTraceElement[] trace) {
		int depth = trace[0].getClassName().startsWith("org.springframework.util.Assert") ? 1 : 0;
		return trace[Math.min(depth, trace.length - 1)].getClassName().startsWith("io.connectorservice");
	}

	private static <T> Optional<T> findCause(@Nullable Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return Optional.of(type.cast(cause));
			}
		}
		return Optional.empty();
	}

}
