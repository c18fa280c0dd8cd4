package io.connectorservice.oauth.storage;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.storage.PendingConfirmation.State;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows of pending confirmations.
 */
final class PendingConfirmationRows {

	static final String RETURNING = """
			returning authorization_id, tenant_id, connector_id, config_digest, auth_config, scopes,
			          granted_scopes, connection_data, state, owner""";

	private PendingConfirmationRows() {
	}

	static double toSeconds(Duration time) {
		return time.toMillis() / 1000.0;
	}

	static PendingConfirmation mapRow(ResultSet row) throws SQLException {
		ConnectorRef connector = ConnectorRef.of(new TenantId(row.getObject("tenant_id", UUID.class)),
				row.getObject("connector_id", UUID.class));
		Map<String, String> data = new LinkedHashMap<>();
		StrictJson.mapper()
			.readTree(row.getString("connection_data"))
			.properties()
			.forEach((entry) -> data.put(entry.getKey(), entry.getValue().asString("")));
		return new PendingConfirmation(row.getObject("authorization_id", UUID.class), connector,
				row.getString("config_digest"), StrictJson.mapper().readTree(row.getString("auth_config")),
				readList(row.getArray("scopes")), readNullableList(row.getArray("granted_scopes")), data,
				State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getObject("owner", UUID.class));
	}

	private static @Nullable List<String> readNullableList(@Nullable Array array) throws SQLException {
		return (array == null) ? null : readList(array);
	}

	private static List<String> readList(Array array) throws SQLException {
		return List.of((String[]) array.getArray());
	}

}
