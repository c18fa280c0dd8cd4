package io.connectorservice.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

import static org.assertj.core.api.Assertions.assertThat;

class RenamedPropertiesTests {

	static Stream<Map.Entry<String, String>> names() {
		return RenamedProperties.CURRENT_NAMES.entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource("names")
	void readsValueUnderEarlierName(Map.Entry<String, String> name) {
		assertThat(read(Map.of(variableOf(name.getKey()), "17"), name.getValue())).isEqualTo("17");
	}

	@ParameterizedTest
	@MethodSource("names")
	void prefersValueUnderCurrentName(Map.Entry<String, String> name) {
		assertThat(read(Map.of(variableOf(name.getKey()), "17", variableOf(name.getValue()), "18"), name.getValue()))
			.isEqualTo("18");
	}

	@ParameterizedTest
	@MethodSource("names")
	void pointsToComponentOfSettings(Map.Entry<String, String> name) {
		int dot = name.getValue().lastIndexOf('.');
		String component = toCamelCase(name.getValue().substring(dot + 1));
		assertThat(findSettings(name.getValue().substring(0, dot)))
			.anySatisfy((settings) -> assertThat(settings.getRecordComponents())
				.anySatisfy((declared) -> assertThat(declared.getName()).isEqualTo(component)));
	}

	@Test
	void addsNothingWhereNoEarlierNameIsUsed() {
		assertThat(read(Map.of(), "connector.pages.max-pages")).isNull();
	}

	private static @Nullable String read(Map<String, Object> variables, String property) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
		new RenamedProperties().postProcessEnvironment(environment, new SpringApplication());
		return Binder.get(environment).bind(property, String.class).orElse(null);
	}

	private static String variableOf(String property) {
		return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

	private static String toCamelCase(String name) {
		StringBuilder camel = new StringBuilder();
		for (String word : name.split("-", -1)) {
			camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
		}
		return camel.toString();
	}

	private static Set<Class<?>> findSettings(String prefix) {
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents("io.connectorservice")
			.stream()
			.map((candidate) -> loadClass(Objects.requireNonNull(candidate.getBeanClassName())))
			.filter((type) -> type.getAnnotation(ConfigurationProperties.class).value().equals(prefix))
			.collect(Collectors.toSet());
	}

	private static Class<?> loadClass(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException failure) {
			throw new IllegalStateException(failure);
		}
	}

}
