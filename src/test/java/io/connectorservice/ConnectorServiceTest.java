package io.connectorservice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.connectorservice.secret.SecretStoreProbe;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * Runs the whole service as a developer does, in local mode on a free port, and lets it
 * call servers on this machine. All tests that carry it share one service, so each makes
 * tenants of its own. It has more patience with its database than a running one, because
 * a busy machine is no fault.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
		"connector.local.data-dir=target/test-service", "connector.outbound.egress-allow=127.0.0.1",
		"connector.connectors.note-every=0s", "connector.events.repeat-every=1s",
		"connector.catalog.folder=src/test/resources/catalog/suite", "connector.outbound.total-timeout=5s",
		"connector.calls.first-pause=20ms", "spring.datasource.hikari.connection-timeout=60000",
		"connector.database.transaction-timeout=1m",
		"connector.oauth.return-url-allow=https://app.example.com,http://localhost:3000,https://[2001:db8::1]:8443" })
@Import({ ServiceClient.class, ExampleAuthStrategy.class, SecretStoreProbe.class })
public @interface ConnectorServiceTest {

}
