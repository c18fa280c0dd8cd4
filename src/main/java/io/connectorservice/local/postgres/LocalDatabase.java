package io.connectorservice.local.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The database of local mode; its data survives restarts, and its server stops with the
 * service.
 */
final class LocalDatabase implements AutoCloseable {

	private static final String LOGIN = "connector_service";

	private final FolderLock lock;

	private final PostgresServer server;

	private final String password;

	private LocalDatabase(FolderLock lock, PostgresServer server, String password) {
		this.lock = lock;
		this.server = server;
		this.password = password;
	}

	static LocalDatabase start(EmbeddedPostgresSettings settings) throws IOException {
		PrivateFolder folder = PrivateFolder.create(settings.dataDir());
		FolderLock lock = FolderLock.acquire(folder.path());
		try {
			String password = folder.readOrCreateRandom("postgres-password");
			PostgresServer server = PostgresServer.start(
					PostgresBinaries.installIn(PrivateFolder.create(folder.path().resolve("postgres-server")).path()),
					folder.path().resolve("postgres"), password, settings.databasePort(), ServerUser.CANDIDATES);
			LocalDatabase database = new LocalDatabase(lock, server, password);
			database.createLoginRole();
			return database;
		}
		catch (IOException | RuntimeException failure) {
			lock.close();
			throw failure;
		}
	}

	private void createLoginRole() throws IOException {
		LocalConnection.Owner owner = buildOwnerConnectionDetails();
		try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.username(), owner.password());
				Statement statement = connection.createStatement()) {
			// no escaping is needed: the password is generated here from letters, digits,
			// - and _
			statement.execute("""
					do $$ begin
					  if not exists (select from pg_roles where rolname = '%1$s') then
					    create role %1$s login noinherit;
					  end if;
					end $$;
					alter role %1$s password '%2$s'""".formatted(LOGIN, this.password));
		}
		catch (SQLException failure) {
			this.server.close();
			throw new IllegalStateException("The embedded database could not be prepared", failure);
		}
	}

	LocalConnection buildConnectionDetails() {
		return new LocalConnection(jdbcUrl(), LOGIN, this.password);
	}

	LocalConnection.Owner buildOwnerConnectionDetails() {
		return new LocalConnection.Owner(jdbcUrl(), PostgresServer.OWNER, this.password);
	}

	private String jdbcUrl() {
		return this.server.jdbcUrl("postgres");
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.lock.close();
	}

}
