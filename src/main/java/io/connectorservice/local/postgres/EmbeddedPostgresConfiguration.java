package io.connectorservice.local.postgres;

import java.io.IOException;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Starts the embedded database and provides the connections of the application and of its
 * migrations.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(EmbeddedPostgresConfiguration.ENABLED)
public class EmbeddedPostgresConfiguration {

	/** The property that enables it. */
	public static final String ENABLED = "connector.local.embedded-database";

	/**
	 * Whether the Postgres programs are on the class path; the packaged service does not
	 * contain them.
	 */
	public static boolean hasPrograms() {
		return PostgresArchive.find().isPresent();
	}

	@Bean
	LocalDatabase localDatabase(EmbeddedPostgresSettings settings) throws IOException {
		return LocalDatabase.start(settings);
	}

	@Bean
	LocalConnection localDatabaseConnection(LocalDatabase database) {
		return database.buildConnectionDetails();
	}

	@Bean
	LocalConnection.Owner localDatabaseOwner(LocalDatabase database) {
		return database.buildOwnerConnectionDetails();
	}

}
