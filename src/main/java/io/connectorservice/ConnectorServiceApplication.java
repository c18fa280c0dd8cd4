package io.connectorservice;

import io.connectorservice.database.MigrationJob;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts the service, or only migrates its database.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class ConnectorServiceApplication {

	public static void main(String[] args) {
		if (MigrationJob.isAskedFor(args)) {
			System.exit(MigrationJob.run(args));
		}
		SpringApplication.run(ConnectorServiceApplication.class, args);
	}

}
