package io.connectorservice.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.tenant.ConnectorRef;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores messages until they are delivered. A sender claims a message for the time of a
 * lease, which is a row and not a database lock: no database connection is held while the
 * receiver is called.
 */
@Repository
class WebhookOutbox {

	// a connector's messages are delivered in order; after five failures of a message,
	// which may be its own fault, later messages may overtake it
	private static final String DUE = """
			update connector_service.webhook_messages as taken
			   set attempts = taken.attempts + 1, due_at = now() + make_interval(secs => :lease)
			 where taken.id in (
			   select due.id from connector_service.webhook_messages as due
			    where due.due_at <= now()
			      and not exists (select from connector_service.webhook_messages as earlier
			                       where earlier.connector_id = due.connector_id and earlier.id < due.id
			                         and earlier.attempts < 5)
			    order by due.due_at, due.id limit :batch for update skip locked)
			returning taken.id, taken.message_id, taken.connector_id, taken.body, taken.attempts, taken.created_at""";

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	WebhookOutbox(TenantTransactions transactions, JdbcClient sql) {
		this.transactions = transactions;
		this.sql = sql;
	}

	/** Stores a message, within the tenant's transaction that makes the change. */
	void add(ConnectorRef connector, String messageId, String body) {
		this.sql.sql("""
				insert into connector_service.webhook_messages (message_id, tenant_id, connector_id, body)
				values (:message, :tenant, :connector, :body)""")
			.param("message", messageId)
			.param("tenant", connector.tenant().value())
			.param("connector", connector.uuid())
			.param("body", body)
			.update();
	}

	/** Claims messages that are due for the time of the lease. */
	List<Message> claimDueMessages(int batch, Duration lease) {
		return this.transactions.writeAsWorker(() -> this.sql.sql(DUE)
			.param("lease", lease.toMillis() / 1000.0)
			.param("batch", batch)
			.query((row, _) -> mapMessage(row))
			.list());
	}

	private static Message mapMessage(ResultSet row) throws SQLException {
		return new Message(row.getLong("id"), row.getString("message_id"), row.getObject("connector_id", UUID.class),
				row.getString("body"), row.getInt("attempts"), row.getTimestamp("created_at").toInstant());
	}

	/** Removes a message that was delivered or is given up. */
	void remove(Message message) {
		this.transactions
			.writeAsWorker(() -> this.sql.sql("delete from connector_service.webhook_messages where id = :id")
				.param("id", message.id())
				.update());
	}

	void postpone(Message message, Duration pause) {
		this.transactions.writeAsWorker(() -> this.sql.sql("""
				update connector_service.webhook_messages set due_at = now() + make_interval(secs => :pause)
				 where id = :id""").param("pause", pause.toMillis() / 1000.0).param("id", message.id()).update());
	}

	/**
	 * Removes messages older than {@code age}, such as those left when WEBHOOK_URL was
	 * unset.
	 */
	int removeExpired(Duration age, int batch) {
		return this.transactions.writeAsWorker(() -> this.sql.sql("""
				delete from connector_service.webhook_messages where id in (
				  select id from connector_service.webhook_messages
				   where created_at < now() - make_interval(secs => :age)
				   order by created_at limit :batch for update skip locked)""")
			.param("age", age.toSeconds())
			.param("batch", batch)
			.update());
	}

	/** Counts the waiting messages, up to 10000. */
	Backlog countBacklog() {
		return this.transactions.readAsWorker(() -> this.sql
			.sql("""
					select count(*) as waiting, coalesce(extract(epoch from now() - min(created_at)), 0) as age
					  from (select created_at from connector_service.webhook_messages order by created_at limit 10000) as oldest""")
			.query((row, _) -> new Backlog(row.getInt("waiting"), row.getDouble("age")))
			.single());
	}

	/** A message to be delivered. */
	record Message(long id, String messageId, UUID connector, String body, int attempts, Instant createdAt) {
	}

	/** The number of waiting messages, and the age of the oldest in seconds. */
	record Backlog(int waiting, double age) {
	}

}
