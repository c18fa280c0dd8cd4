package io.connectorservice.oauth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.connectorservice.ServiceClient;
import io.connectorservice.secret.SecretStoreProbe;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * Runs the whole service with a catalog whose services are on this machine. OAuth apps
 * are cached for long, so that a change is only seen if it is notified.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "connector.local.data-dir=target/test-oauth-apps", "connector.outbound.egress-allow=127.0.0.1",
				"connector.connectors.note-every=0s", "connector.outbound.total-timeout=5s",
				"connector.calls.first-pause=20ms", "spring.datasource.hikari.connection-timeout=60000",
				"connector.database.transaction-timeout=1m", "connector.oauth-apps.cache-time=10m",
				"connector.changes.cache-time=10m", "connector.local.demo.port=0",
				"connector.oauth.public-url=https://connect.example.com" })
@ContextConfiguration(initializers = OAuthAppProvider.class)
@Import({ ServiceClient.class, SecretStoreProbe.class })
@interface OAuthAppsServiceTest {

}
