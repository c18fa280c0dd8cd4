package io.connectorservice.connector.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large request bodies may be.
 *
 * @param description an api_spec
 * @param configuration all else of a configuration together
 * @param other any other body
 * @param largePatience how long a large body waits for a place, and how long its rest may
 * take then
 */
@ConfigurationProperties("connector.body-limits")
record BodyLimits(@DefaultValue("16MB") DataSize description, @DefaultValue("256KB") DataSize configuration,
		@DefaultValue("1MB") DataSize other, @DefaultValue("10s") Duration largePatience) {

	BodyLimits {
		requireSane("description", description, DataSize.ofMegabytes(64));
		requireSane("configuration", configuration, DataSize.ofMegabytes(16));
		requireSane("other", other, DataSize.ofMegabytes(64));
		if (largePatience.toMillis() < 100 || largePatience.toSeconds() > 300) {
			throw new IllegalArgumentException("connector.body-limits.large-patience must be between 100ms and 5m");
		}
	}

	private static void requireSane(String name, DataSize size, DataSize most) {
		if (size.toBytes() < 1024 || size.compareTo(most) > 0) {
			throw new IllegalArgumentException(
					"connector.body-limits." + name + " must be between 1KB and " + most.toMegabytes() + "MB");
		}
	}

	long wholeConfiguration() {
		return this.description.toBytes() + this.configuration.toBytes();
	}

}
