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
 * Migrates at the start, or as soon as there is a database to migrate: until then the
 * service lives and is not ready. A migration that fails ends the process in both cases.
 */
final class Migrations implements FlywayMigrationStrategy, DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(Migrations.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int EVERY = 30;

	private final DatabaseState state;

	private final SchemaMigration migration;

	private final Runnable fatal;

	private volatile @Nullable Thread waiting;

	private volatile String reason = "";

	private volatile boolean ended;

	/**
	 * Migrates.
	 * @param fatal ends the process
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
			log.warn("The database does not answer ({}); the service is not ready until it does and is migrated",
					this.reason);
			this.waiting = Thread.ofVirtual().name("migrations").start(() -> migrateWhenThere(flyway));
		}
	}

	private void migrateWhenThere(Flyway flyway) {
		try {
			for (int attempt = 1; !tryToMigrate(flyway); attempt++) {
				if (attempt % EVERY == 0) {
					log.warn("The database still does not answer ({}); the service is not ready", this.reason);
				}
				Thread.sleep(PAUSE);
			}
			this.state.setMigrated(true);
			log.info("The database is migrated");
		}
		catch (InterruptedException _) {
			// the service ends
		}
		catch (RuntimeException failure) {
			// the end of the service interrupts a migration, which is no failure
			if (!this.ended) {
				log.error("The database could not be migrated: {}", failure.getMessage());
				this.fatal.run();
			}
		}
	}

	private boolean tryToMigrate(Flyway flyway) {
		Optional<String> absent = this.migration.migrateOrCheck(flyway);
		absent.ifPresent((told) -> this.reason = told);
		return absent.isEmpty();
	}

	@Override
	public void destroy() {
		this.ended = true;
		Thread thread = this.waiting;
		if (thread != null) {
			thread.interrupt();
		}
	}

}
