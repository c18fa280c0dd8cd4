package io.connectorservice.oauth.authorization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The status of an authorization. It can be queried until an hour after the authorization
 * expires.
 *
 * @param status {@code pending}, {@code confirmation_required}, {@code connected},
 * {@code failed} or {@code expired}
 * @param code the problem code if it failed
 * @param error the provider's error code (RFC 6749, 4.1.2.1), such as
 * {@code access_denied} if the user declined
 * @param expiresAt the time by which the browser must have returned, and after that the
 * time by which the authorization must be confirmed
 * @param endedAt when it ended; null if it has not
 */
@Schema(name = "AuthorizationStatus")
public record AuthorizationStatus(@JsonProperty("authorization_id") UUID id,
		@JsonProperty("connector_id") UUID connectorId, String status, @Nullable String code, @Nullable String error,
		@JsonProperty("expires_at") Instant expiresAt, @JsonProperty("ended_at") @Nullable Instant endedAt) {

	static final String PENDING = "pending";

	static final String CONFIRMATION_REQUIRED = "confirmation_required";

	static final String CONNECTED = "connected";

	static final String EXPIRED = "expired";

	static AuthorizationStatus fromRow(ResultSet row) throws SQLException {
		Timestamp ended = row.getTimestamp("ended_at");
		return new AuthorizationStatus(row.getObject("id", UUID.class), row.getObject("connector_id", UUID.class),
				row.getString("status"), row.getString("code"), row.getString("provider_error"),
				row.getTimestamp("expires_at").toInstant(), (ended == null) ? null : ended.toInstant());
	}

}
