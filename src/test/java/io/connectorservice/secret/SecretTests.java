package io.connectorservice.secret;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.connectorservice.secret.vault.VaultLogin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SecretTests {

	private static final String CONTENT = "hunter2";

	private static final Secret SECRET = Secret.of(CONTENT);

	@ParameterizedTest
	@MethodSource
	void neverPrints(String printed) {
		assertThat(printed).contains("***").doesNotContain(CONTENT);
	}

	static Stream<String> neverPrints() {
		Holder holder = new Holder("name", SECRET);
		return Stream.of(SECRET.toString(), String.valueOf(SECRET), "" + SECRET, "%s".formatted(SECRET),
				"%-10s|%S".formatted(SECRET, SECRET), new StringBuilder().append(SECRET).toString(), holder.toString(),
				List.of(SECRET).toString(), Map.of("key", SECRET).toString(), Map.of(SECRET, "value").toString(),
				new IllegalStateException("bad " + SECRET).getMessage(),
				new IllegalArgumentException(holder.toString()).toString(), new JsonMapper().writeValueAsString(SECRET),
				new JsonMapper().writeValueAsString(holder),
				new JsonMapper().writeValueAsString(Map.of("key", List.of(SECRET))),
				new JsonMapper().valueToTree(holder).toString(), new VaultLogin.Token(SECRET).toString());
	}

	@Test
	void neverPrintsByJackson2() throws Exception {
		Object mapper = Class.forName("com.fasterxml.jackson.databind.ObjectMapper").getConstructor().newInstance();
		Object printed = mapper.getClass()
			.getMethod("writeValueAsString", Object.class)
			.invoke(mapper, new Holder("name", SECRET));
		assertThat(printed).isEqualTo("{\"name\":\"name\",\"secret\":\"***\"}");
	}

	@Test
	void cannotBeSerialized() {
		assertThatExceptionOfType(NotSerializableException.class)
			.isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(SECRET));
	}

	@Test
	void printsTheSameForEverySecret() {
		assertThat(Secret.of("")).hasToString(SECRET.toString()).hasSameHashCodeAs(SECRET);
	}

	@Test
	void equalsByContent() {
		assertThat(Secret.of(CONTENT)).isEqualTo(SECRET).isNotEqualTo(Secret.of("hunter3")).isNotEqualTo(CONTENT);
	}

	@Test
	void revealsItsContentByName() {
		assertThat(SECRET.reveal()).isEqualTo(CONTENT);
	}

	record Holder(String name, Secret secret) {
	}

}
