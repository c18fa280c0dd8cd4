package io.connectorservice.oauth;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log context of authorizations, read from the log lines of their SQL statements.
 */
@Isolated
@ConnectorServiceTest
class AuthorizationLogIntegrationTests {

	private static final String REQUEST = "req-of-an-authorization";

	private final Logger statements = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);

	private final @Nullable Level usualLevel = this.statements.getLevel();

	private final ContextAppender appender = new ContextAppender();

	private final TokenEndpointServer provider = new TokenEndpointServer();

	private final ServiceClient tenant;

	AuthorizationLogIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	@BeforeEach
	void captureStatements() {
		this.appender.setContext(this.statements.getLoggerContext());
		this.appender.start();
		this.statements.addAppender(this.appender);
		this.statements.setAdditive(false);
		this.statements.setLevel(Level.DEBUG);
	}

	@AfterEach
	void restoreLogger() {
		this.statements.setLevel(this.usualLevel);
		this.statements.setAdditive(true);
		this.statements.detachAppender(this.appender);
		this.provider.close();
	}

	@Test
	void logsTheConnectorIdWhenAnAuthorizationBegins() {
		String id = this.tenant.create(this.provider.connector(""));
		TestAuthorizationFlows.begin(this.tenant.withHeader("X-Request-Id", REQUEST), id, "{}");
		assertThat(this.appender.findContextsOf("oauth_authorizations")).isNotEmpty()
			.allSatisfy((context) -> assertThat(context).containsEntry("connector_id", id)
				.containsEntry("tenant_id", this.tenant.tenantId()));
	}

	private static final class ContextAppender extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			event.prepareForDeferredProcessing();
			this.events.add(event);
		}

		List<Map<String, String>> findContextsOf(String text) {
			return this.events.stream()
				.filter((event) -> event.getFormattedMessage().contains(text))
				.map(ILoggingEvent::getMDCPropertyMap)
				.filter((context) -> REQUEST.equals(context.get("request_id")))
				.toList();
		}

	}

}
