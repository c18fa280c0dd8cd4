package io.connectorservice.database;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the database is, and how long it may take.
 *
 * @param url DATABASE_URL
 * @param migrationUrl MIGRATION_DATABASE_URL, the owner's connection
 * @param listenUrl LISTEN_DATABASE_URL: the database past a pooler that forwards no
 * notifications
 * @param migrateAtStart MIGRATE_AT_START; otherwise somebody else migrates, and the start
 * only looks whether that was done
 * @param patience how long a caller waits for a transaction: for its connection and for
 * an answer to each statement
 * @param longPatience the same where megabytes are read or written
 * @param watchInterval how often it is looked whether the database is there
 * @param watchPatience how long it may take to say so
 */
@Validated
@ConfigurationProperties("connector.database")
record DatabaseSettings(@Nullable String url, @Nullable String migrationUrl, @Nullable String listenUrl,
		@DefaultValue("true") boolean migrateAtStart,
		@DurationMin(millis = 500) @DurationMax(minutes = 1) @DefaultValue("2800ms") Duration patience,
		@DurationMin(seconds = 1) @DurationMax(minutes = 2) @DefaultValue("30s") Duration longPatience,
		@DurationMin(millis = 100) @DurationMax(seconds = 30) @DefaultValue("1s") Duration watchInterval,
		@DurationMin(seconds = 1) @DurationMax(seconds = 30) @DefaultValue("2s") Duration watchPatience) {

	@Override
	public String toString() {
		return "DatabaseSettings[***]";
	}

}
