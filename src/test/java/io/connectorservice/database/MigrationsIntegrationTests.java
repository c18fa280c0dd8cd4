package io.connectorservice.database;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.connectorservice.ConcurrentTestClass;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Migrations while the database does not answer.
 */
@ConcurrentTestClass
class MigrationsIntegrationTests {

	@Test
	void stopsWithServiceWithoutReportingFailure() throws Exception {
		try (ServerSocket frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			String address = "127.0.0.1:" + frozen.getLocalPort() + "/db";
			AtomicBoolean failed = new AtomicBoolean();
			Migrations migrations = new Migrations(new DatabaseState(Duration.ofSeconds(5)),
					new SchemaMigration(DatabaseUrl.parse("DATABASE_URL", "postgresql://u:p@" + address), settings()),
					() -> failed.set(true));
			migrations.migrate(
					Flyway.configure().dataSource("jdbc:postgresql://" + address + "?loginTimeout=2", "u", "p").load());
			frozen.accept();
			// the attempt that is under way
			frozen.accept();
			migrations.destroy();
			Awaitility.await()
				.during(Duration.ofSeconds(2))
				.untilAsserted(() -> assertThat(failed).as("a failure was reported").isFalse());
		}
	}

	private static DatabaseSettings settings() {
		return new DatabaseSettings(null, null, null, true, Duration.ofMillis(2800), Duration.ofSeconds(30),
				Duration.ofSeconds(1), Duration.ofSeconds(2));
	}

}
