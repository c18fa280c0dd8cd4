package io.connectorservice.external;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.LogLevels;
import io.connectorservice.ServiceClient;
import io.connectorservice.outbound.egress.HangingHostResolver;
import io.connectorservice.secret.SecretStoreProbe;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * Runs the whole service with little time and small shares, so that tests see their ends.
 * The classes that carry it share one service and take turns.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Order(Integer.MAX_VALUE) // so that it does not wait for the first one that locks the log
@ConcurrentTestClass
@ResourceLock("service with small limits")
@ResourceLock(value = LogLevels.LOCK, mode = ResourceAccessMode.READ)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "connector.local.data-dir=target/test-narrow",
				"spring.datasource.hikari.connection-timeout=60000", "connector.database.transaction-timeout=1m",
				"connector.outbound.egress-allow=127.0.0.1", "connector.connectors.note-every=0s",
				"connector.calls.deadline=" + SmallLimitsServiceTest.DEADLINE_MILLIS + "ms",
				"connector.calls.first-pause=20ms", "connector.outbound.max-calls-per-tenant=8",
				"connector.outbound.max-calls-per-tenant-and-host=4", "connector.outbound.max-connections-per-host=6",
				"connector.outbound.wait-timeout=200ms", "connector.breaker.open-duration=5s",
				"connector.breaker.half-open-calls=1" })
@Import({ ServiceClient.class, HangingHostResolver.class, SecretStoreProbe.class })
@interface SmallLimitsServiceTest {

	long DEADLINE_MILLIS = 6000;

}
