package io.connectorservice.local.postgres;

import java.nio.file.Path;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the embedded database.
 *
 * @param dataDir LOCAL_DATA_DIR: the folder for all files of local mode
 * @param databasePort the port on which the database listens; 0 picks a free port
 */
@Validated
@ConfigurationProperties("connector.local")
record EmbeddedPostgresSettings(@DefaultValue(".connector-service") Path dataDir,
		@Min(0) @Max(65535) @DefaultValue("0") int databasePort) {
}
