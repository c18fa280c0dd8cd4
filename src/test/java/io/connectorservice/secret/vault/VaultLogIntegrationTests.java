package io.connectorservice.secret.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.secret.vault.VaultDouble.Fault;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls to Vault while the JVM logs as much as it can.
 */
@Isolated
class VaultLogIntegrationTests {

	private final VaultDouble vault = new VaultDouble();

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@TempDir
	Path folder;

	@AfterEach
	void close() {
		this.context.close();
		this.vault.close();
	}

	private Secrets start(Map<String, String> settings, String... more) {
		this.context.close();
		this.context = TestVaults.start(TestVaults.with(settings, more));
		return this.context.getBean(Secrets.class);
	}

	private SecretPath storeSecret(Secrets secrets, String value) {
		SecretPath path = secrets.parsePath(this.tenant, "kv/data/tenant_" + this.tenant + "/service/api#key");
		this.vault.store(path.documentPath(), Map.of("key", value));
		return path;
	}

	@Test
	void printsNoSecretEvenWhenEverythingIsLogged() throws IOException {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level level = root.getLevel();
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		List<Appender<ILoggingEvent>> usual = new ArrayList<>();
		root.iteratorForAppenders().forEachRemaining(usual::add);
		log.start();
		usual.forEach(root::detachAppender);
		root.addAppender(log);
		root.setLevel(Level.TRACE);
		try {
			useAndAbuse();
		}
		finally {
			root.setLevel(level);
			root.detachAppender(log);
			usual.forEach(root::addAppender);
		}
		assertThat(log.list).hasSizeGreaterThan(50);
		assertThat(log.list).map(VaultLogIntegrationTests::text)
			.noneMatch((text) -> List
				.of("canary", VaultDouble.SECRET_ID, VaultDouble.ROOT_TOKEN, "hvs.", VaultDouble.K8S_TOKEN, "hunter2")
				.stream()
				.anyMatch(text::contains));
	}

	private void useAndAbuse() throws IOException {
		Path file = Files.writeString(this.folder.resolve("token"), VaultDouble.K8S_TOKEN);
		for (Map<String, String> way : List.of(TestVaults.withToken(this.vault), TestVaults.withAppRole(this.vault),
				TestVaults.withKubernetes(this.vault, file))) {
			Secrets secrets = start(way, "secret.cache-ttl", "0s");
			SecretPath path = storeSecret(secrets, "canary-read");
			secrets.put(Map.of(path, Secret.of("canary-write")));
			secrets.require(path);
			for (Fault fault : List.of(Fault.DENIED, Fault.SEALED, Fault.GARBAGE, Fault.NOT_VAULT, Fault.REDIRECT)) {
				this.vault.fail(fault);
				assertUnavailable(secrets, path);
			}
			this.vault.recover();
		}
		this.context.close();
	}

	private static String text(ILoggingEvent event) {
		String thrown = (event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
				: "";
		return event.getLoggerName() + " " + event.getFormattedMessage() + " " + thrown;
	}

	private static void assertUnavailable(Secrets secrets, SecretPath path) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> secrets.require(path))
			.satisfies((problem) -> {
				assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE);
				assertThat(problem.retryAfter()).isNotNull();
				assertThat(problem.detail()).doesNotContain("http", "127.0.0.1", "hunter2");
			});
	}

}
