package io.connectorservice.database;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the database connection and its timeouts.
 *
 * @param url DATABASE_URL: connection URL of the service
 * @param migrationUrl MIGRATION_DATABASE_URL: connection URL of the schema's owner, used
 * for migrations; defaults to url
 * @param listenUrl LISTEN_DATABASE_URL: connection URL for LISTEN/NOTIFY, needed if url
 * points to a pooler that does not forward notifications
 * @param migrateAtStart MIGRATE_AT_START: whether the service migrates the schema at
 * startup; if false, it only checks that the migrations have been applied
 * @param transactionTimeout timeout of a transaction, including the wait for a connection
 * @param longTransactionTimeout timeout of a transaction that reads or writes megabytes
 * @param watchInterval interval of the checks whether the database is available
 * @param watchTimeout timeout of one such check
 */
@Validated
@ConfigurationProperties("connector.database")
record DatabaseSettings(@Nullable String url, @Nullable String migrationUrl, @Nullable String listenUrl,
		@DefaultValue("true") boolean migrateAtStart,
		@DurationMin(millis = 500) @DurationMax(minutes = 1) @DefaultValue("2800ms") Duration transactionTimeout,
		@DurationMin(seconds = 1) @DurationMax(minutes = 2) @DefaultValue("30s") Duration longTransactionTimeout,
		@DurationMin(millis = 100) @DurationMax(seconds = 30) @DefaultValue("1s") Duration watchInterval,
		@DurationMin(seconds = 1) @DurationMax(seconds = 30) @DefaultValue("2s") Duration watchTimeout) {

	@Override
	public String toString() {
		return "DatabaseSettings[***]";
	}

}
