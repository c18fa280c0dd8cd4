package io.connectorservice.invalidation;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notifies all replicas of changes that the database does not contain. Changes to rows
 * are notified by database triggers.
 */
@Component
public final class ChangePublisher {

	/** The channel's name, which the triggers use as well. */
	static final String CHANNEL = "connector_service_changes";

	private static final Logger log = LoggerFactory.getLogger(ChangePublisher.class);

	private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', :text)::text";

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	ChangePublisher(TenantTransactions transactions, JdbcClient sql) {
		this.transactions = transactions;
		this.sql = sql;
	}

	/** Publishes a change. If that fails, caches still expire after their TTL. */
	public void publish(ChangeNotification changeNotification) {
		try {
			send(changeNotification.toText());
		}
		catch (ProblemException unavailable) {
			log.warn("Other replicas will notice a change of connector {} late: {}", changeNotification.connector(),
					unavailable.code().code());
		}
	}

	void send(String text) {
		this.transactions.writeAsWorker(() -> this.sql.sql(NOTIFY).param("text", text).query().listOfRows());
	}

}
