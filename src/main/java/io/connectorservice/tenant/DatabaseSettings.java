package io.connectorservice.tenant;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the database is.
 *
 * @param url DATABASE_URL
 * @param migrationUrl MIGRATION_DATABASE_URL, the owner's connection
 */
@ConfigurationProperties("connector.database")
record DatabaseSettings(@Nullable String url, @Nullable String migrationUrl) {

	@Override
	public String toString() {
		return "DatabaseSettings[***]";
	}

}
