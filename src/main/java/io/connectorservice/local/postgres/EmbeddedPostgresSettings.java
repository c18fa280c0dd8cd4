package io.connectorservice.local.postgres;

import java.nio.file.Path;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the embedded database keeps its files and listens.
 *
 * @param dataDir LOCAL_DATA_DIR: the folder of all that local mode keeps
 * @param databasePort where the database listens; 0 takes a free port
 */
@Validated
@ConfigurationProperties("connector.local")
record EmbeddedPostgresSettings(@DefaultValue(".connector-service") Path dataDir,
		@Min(0) @Max(65535) @DefaultValue("0") int databasePort) {
}
