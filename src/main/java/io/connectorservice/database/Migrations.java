package io.connectorservice.database;

import java.time.Duration;
import java.util.Optional;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Migrates at startup, or as soon as the database becomes available; until then the
 * service runs but is not ready. A migration that fails ends the process in both cases.
 */
final class Migrations implements FlywayMigrationStrategy, DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(Migrations.class);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	private static final int ATTEMPTS_PER_WARNING = 30;

	private final DatabaseState state;

	private final SchemaMigration migration;

	private final Runnable fatal;

	private volatile @Nullable Thread waiting;

	private volatile String reason = "";

	private volatile boolean stopped;

	/**
	 * Creates the strategy.
	 * @param fatal ends the process after a failed migration
	 */
	Migrations(DatabaseState state, SchemaMigration migration, Runnable fatal) {
		this.state = state;
		this.migration = migration;
		this.fatal = fatal;
	}

	@Override
	public void migrate(Flyway flyway) {
		if (!tryToMigrate(flyway)) {
			this.state.setMigrated(false);
			log.warn("The database does not respond ({}); the service is not ready until it does and is migrated",
					this.reason);
			this.waiting = Thread.ofVirtual().name("migrations").start(() -> migrateWhenThere(flyway));
		}
	}

	private void migrateWhenThere(Flyway flyway) {
		try {
			for (int attempt = 1; !tryToMigrate(flyway); attempt++) {
				if (attempt % ATTEMPTS_PER_WARNING == 0) {
					log.warn("The database still does not respond ({}); the service is not ready", this.reason);
				}
				Thread.sleep(RETRY_INTERVAL);
			}
			this.state.setMigrated(true);
			log.info("The database is migrated");
		}
		catch (InterruptedException _) {
			// The service is shutting down.
		}
		catch (RuntimeException failure) {
			// Shutdown interrupts a migration in progress, which is not a failure.
			if (!this.stopped) {
				log.error("The database could not be migrated: {}", failure.getMessage());
				this.fatal.run();
			}
		}
	}

	private boolean tryToMigrate(Flyway flyway) {
		Optional<String> unavailable = this.migration.migrateOrCheck(flyway);
		unavailable.ifPresent((unavailableReason) -> this.reason = unavailableReason);
		return unavailable.isEmpty();
	}

	@Override
	public void destroy() {
		this.stopped = true;
		Thread thread = this.waiting;
		if (thread != null) {
			thread.interrupt();
		}
	}

}
