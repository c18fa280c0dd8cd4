package io.connectorservice.local;

import java.nio.file.Path;
import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of local mode.
 *
 * @param dataDir LOCAL_DATA_DIR: the folder for the database, the secrets and the token
 * @param tokenLife how long the development token is valid; a new one is issued at each
 * start
 */
@Validated
@ConfigurationProperties("connector.local")
record LocalSettings(@DefaultValue(".connector-service") Path dataDir,
		@DurationMin(minutes = 1) @DurationMax(days = 366) @DefaultValue("30d") Duration tokenLife) {
}
