package io.connectorservice.shutdown;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the graceful shutdown.
 *
 * @param pause time in which requests are still served after readiness went off, so that
 * load balancers notice it
 * @param timeout time after which the process ends even if work is still in progress
 */
@Validated
@ConfigurationProperties("connector.shutdown")
record ShutdownSettings(@DurationMin @DurationMax(minutes = 5) @DefaultValue("0s") Duration pause,
		@DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("29s") Duration timeout) {

	ShutdownSettings {
		if (pause.compareTo(timeout) >= 0) {
			throw new IllegalArgumentException(
					"connector.shutdown.pause must be shorter than connector.shutdown.timeout");
		}
	}

}
