package io.connectorservice.tenant;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Migrates at the start, or as soon as there is a database to migrate: until then the
 * service lives and is not ready. A migration that fails ends the process in both cases.
 */
final class Migrations implements FlywayMigrationStrategy, DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(Migrations.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int EVERY = 30;

	private final DatabaseState state;

	private final JdbcConnectionDetails application;

	private final String variable;

	private final Runnable fatal;

	private volatile @Nullable Thread waiting;

	private volatile String reason = "";

	/**
	 * Migrates.
	 * @param application the login by which the service works afterwards
	 * @param variable the setting that holds the login by which it migrates
	 * @param fatal ends the process
	 */
	Migrations(DatabaseState state, JdbcConnectionDetails application, String variable, Runnable fatal) {
		this.state = state;
		this.application = application;
		this.variable = variable;
		this.fatal = fatal;
	}

	@Override
	public void migrate(Flyway flyway) {
		if (!migrated(flyway)) {
			this.state.migrated(false);
			log.warn("The database does not answer ({}); the service is not ready until it does and is migrated",
					this.reason);
			this.waiting = Thread.ofVirtual().name("migrations").start(() -> migrateWhenThere(flyway));
		}
	}

	private void migrateWhenThere(Flyway flyway) {
		try {
			for (int attempt = 1; !migrated(flyway); attempt++) {
				if (attempt % EVERY == 0) {
					log.warn("The database still does not answer ({}); the service is not ready", this.reason);
				}
				Thread.sleep(PAUSE);
			}
			this.state.migrated(true);
			log.info("The database is migrated");
		}
		catch (InterruptedException _) {
			// the service ends
		}
		catch (RuntimeException failure) {
			log.error("The database could not be migrated: {}", failure.getMessage());
			this.fatal.run();
		}
	}

	private boolean migrated(Flyway flyway) {
		try {
			flyway.migrate();
		}
		catch (RuntimeException failure) {
			if (isAbsent(failure) && !DatabaseRefusal.isMisconfigured(failure)) {
				this.reason = DatabaseRefusal.reason(failure);
				return false;
			}
			throw DatabaseRefusal.ofMigration(this.variable, failure).map(RuntimeException.class::cast).orElse(failure);
		}
		requireLogin();
		return true;
	}

	// a pool would try for ever, and the service never be ready
	private void requireLogin() {
		try (Connection _ = DriverManager.getConnection(this.application.getJdbcUrl(), this.application.getUsername(),
				this.application.getPassword())) {
			log.debug("The service's own login works");
		}
		catch (SQLException failure) {
			DatabaseRefusal.ofLogin("DATABASE_URL", failure).ifPresent((refused) -> {
				throw refused;
			});
		}
	}

	/** Whether there was nobody to migrate, in contrast to what is wrong with it. */
	private static boolean isAbsent(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException told && SqlStates.isAbsence(told.getSQLState())) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void destroy() {
		Thread thread = this.waiting;
		if (thread != null) {
			thread.interrupt();
		}
	}

}
