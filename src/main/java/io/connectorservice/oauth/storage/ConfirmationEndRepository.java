package io.connectorservice.oauth.storage;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Claims pending confirmations whose tokens are to be revoked and removed, and records
 * their end.
 */
@Repository
public class ConfirmationEndRepository {

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	ConfirmationEndRepository(TenantTransactions transactions, JdbcClient sql) {
		this.transactions = transactions;
		this.sql = sql;
	}

	/**
	 * Decides that tokens which are being stored or wait are not to be confirmed.
	 * @return the confirmation if the caller has to end it; empty if another attempt
	 * does, or there is none
	 */
	public Optional<PendingConfirmation> refuse(ConnectorRef connector, UUID authorization, ProblemCode code,
			String detail, Duration lease) {
		UUID owner = UUID.randomUUID();
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set owner = case when state = 'waiting' then :owner else owner end,
						       due_at = case when state = 'waiting' then now() + make_interval(secs => :lease)
						                     else due_at end,
						       state = 'ending', end_code = :code, end_detail = :detail
						 where authorization_id = :id and connector_id = :connector
						   and state in ('storing', 'waiting')
						""" + PendingConfirmationRows.RETURNING)
					.param("owner", owner)
					.param("lease", PendingConfirmationRows.toSeconds(lease))
					.param("code", code.code())
					.param("detail", detail)
					.param("id", authorization)
					.param("connector", connector.uuid())
					.query((row, _) -> PendingConfirmationRows.mapRow(row))
					.optional()
					.filter((refused) -> refused.owner().equals(owner)));
	}

	/**
	 * Turns an attempt to store or to confirm into one that ends the confirmation.
	 * @return whether the attempt still holds it
	 */
	public boolean turnToEnding(PendingConfirmation pending, @Nullable ProblemCode code, String detail) {
		return this.transactions.write(pending.connector().tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set end_code = case when state = 'ending' then end_code else :code end,
						       end_detail = case when state = 'ending' then end_detail else :detail end,
						       state = 'ending'
						 where authorization_id = :id and owner = :owner
						   and state in ('storing', 'confirming', 'ending')""")
					.param("code", (code == null) ? null : code.code())
					.param("detail", detail)
					.param("id", pending.authorizationId())
					.param("owner", pending.owner())
					.update()) > 0;
	}

	/**
	 * Marks the confirmations of a connector to be ended without a record, within the
	 * transaction that deletes the connector.
	 */
	public void markDeleted(ConnectorRef connector) {
		this.sql.sql("""
				update connector_service.oauth_confirmations
				   set owner = case when state = 'waiting' then null else owner end,
				       due_at = case when state = 'waiting' then now() else due_at end,
				       state = 'ending', end_code = null, end_detail = null
				 where connector_id = :connector and state <> 'confirmed'""")
			.param("connector", connector.uuid())
			.update();
	}

	/** Claims the confirmations of a deleted connector. */
	public List<PendingConfirmation> claimDeleted(ConnectorRef connector, Duration lease) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set owner = :owner, due_at = now() + make_interval(secs => :lease)
						 where connector_id = :connector and state = 'ending' and due_at <= now()
						""" + PendingConfirmationRows.RETURNING)
					.param("owner", UUID.randomUUID())
					.param("lease", PendingConfirmationRows.toSeconds(lease))
					.param("connector", connector.uuid())
					.query((row, _) -> PendingConfirmationRows.mapRow(row))
					.list());
	}

	/**
	 * Claims confirmations that were not made in time, and those whose attempt was lost.
	 * @param code recorded for the former
	 * @param detail recorded for the former
	 */
	public List<PendingConfirmation> claimDue(int batch, Duration lease, ProblemCode code, String detail) {
		return this.transactions.writeAsWorker(() -> this.sql.sql("""
				update connector_service.oauth_confirmations as taken
				   set owner = :owner, due_at = now() + make_interval(secs => :lease),
				       end_code = case when taken.state in ('storing', 'waiting') then :code else taken.end_code end,
				       end_detail = case when taken.state in ('storing', 'waiting') then :detail
				                         else taken.end_detail end,
				       state = case when taken.state in ('storing', 'waiting') then 'ending' else taken.state end
				 where taken.authorization_id in (
				   select authorization_id from connector_service.oauth_confirmations
				    where due_at <= now() order by due_at limit :batch for update skip locked)
				""" + PendingConfirmationRows.RETURNING)
			.param("owner", UUID.randomUUID())
			.param("lease", PendingConfirmationRows.toSeconds(lease))
			.param("code", code.code())
			.param("detail", detail)
			.param("batch", batch)
			.query((row, _) -> PendingConfirmationRows.mapRow(row))
			.list());
	}

	/**
	 * Deletes a confirmation whose tokens are gone.
	 * @param recording writes more in the same transaction, if this attempt held it and
	 * the end is to be recorded
	 */
	public void deleteEnded(PendingConfirmation pending, EndRecording recording) {
		this.transactions.write(pending.connector().tenant(), () -> {
			Optional<End> end = this.sql.sql("""
					delete from connector_service.oauth_confirmations
					 where authorization_id = :id and owner = :owner and state = 'ending'
					returning end_code, end_detail,
					  exists (select from integration_connectors as held where held.id = connector_id) as there""")
				.param("id", pending.authorizationId())
				.param("owner", pending.owner())
				.query((row, _) -> new End(row.getString("end_code"), row.getString("end_detail"),
						row.getBoolean("there")))
				.optional();
			end.ifPresent((ended) -> ended.record(recording));
			return end.isPresent();
		});
	}

	/** Records how an authorization ended. */
	@FunctionalInterface
	public interface EndRecording {

		void record(ProblemCode code, String detail);

	}

	private record End(@Nullable String code, @Nullable String detail, boolean connectorExists) {

		void record(EndRecording recording) {
			if (this.code != null && this.detail != null && this.connectorExists) {
				recording.record(ProblemCode.valueOf(this.code.toUpperCase(Locale.ROOT)), this.detail);
			}
		}

	}

}
