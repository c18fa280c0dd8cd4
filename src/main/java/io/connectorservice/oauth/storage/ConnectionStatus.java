package io.connectorservice.oauth.storage;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A connector's token status, as shown with its configuration.
 *
 * @param status {@code not_connected}, {@code confirmation_required}, {@code connected}
 * or {@code reauthorization_required}
 * @param expiresAt when the access token expires; it is then refreshed
 * @param grantedScopes the scopes that the provider granted
 */
public record ConnectionStatus(String status, @Nullable Instant expiresAt, @Nullable List<String> grantedScopes) {

	static ConnectionStatus fromRow(ResultSet row) throws SQLException {
		Timestamp expires = row.getTimestamp("expires_at");
		Array scopes = row.getArray("granted_scopes");
		return new ConnectionStatus(row.getString("status"), (expires == null) ? null : expires.toInstant(),
				(scopes == null) ? null : List.of((String[]) scopes.getArray()));
	}

}
