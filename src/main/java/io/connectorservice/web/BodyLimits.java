package io.connectorservice.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Size limits of request bodies.
 *
 * @param description limit of an api_spec
 * @param configuration limit of a configuration without its api_spec
 * @param other limit of every other body
 * @param largeWaitTimeout timeout for a large body: once while it waits for a permit, and
 * once for the rest of it to arrive
 */
@ConfigurationProperties("connector.body-limits")
public record BodyLimits(@DefaultValue("16MB") DataSize description, @DefaultValue("256KB") DataSize configuration,
		@DefaultValue("1MB") DataSize other, @DefaultValue("10s") Duration largeWaitTimeout) {

	public BodyLimits {
		requireSane("description", description, DataSize.ofMegabytes(64));
		requireSane("configuration", configuration, DataSize.ofMegabytes(16));
		requireSane("other", other, DataSize.ofMegabytes(64));
		if (largeWaitTimeout.toMillis() < 100 || largeWaitTimeout.toSeconds() > 300) {
			throw new IllegalArgumentException("connector.body-limits.large-wait-timeout must be between 100ms and 5m");
		}
	}

	private static void requireSane(String name, DataSize size, DataSize max) {
		if (size.toBytes() < 1024 || size.compareTo(max) > 0) {
			throw new IllegalArgumentException(
					"connector.body-limits." + name + " must be between 1KB and " + max.toMegabytes() + "MB");
		}
	}

	/** The limit of a whole configuration, in bytes. */
	public long wholeConfiguration() {
		return this.description.toBytes() + this.configuration.toBytes();
	}

}
