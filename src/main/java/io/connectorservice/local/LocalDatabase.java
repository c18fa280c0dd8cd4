package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real Postgres in a folder, kept over restarts, that ends with the service.
 */
final class LocalDatabase implements AutoCloseable {

	private static final String LOGIN = "connector_service";

	private static final String OWNER = "postgres";

	private static final Duration STARTUP = Duration.ofSeconds(60);

	private final FolderLock lock;

	private final EmbeddedPostgres server;

	private final String password;

	private LocalDatabase(FolderLock lock, EmbeddedPostgres server, String password) {
		this.lock = lock;
		this.server = server;
		this.password = password;
	}

	static LocalDatabase start(LocalSettings settings) throws IOException {
		Path folder = PrivateFiles.folder(settings.dataDir());
		FolderLock lock = FolderLock.take(folder);
		Path data = folder.resolve("postgres");
		OrphanedServer.end(data);
		Path passwordFile = folder.resolve("postgres-password");
		String password = PrivateFiles.randomOnce(passwordFile);
		LocalDatabase database = new LocalDatabase(lock, server(settings, data, passwordFile, password), password);
		database.prepare();
		return database;
	}

	private static EmbeddedPostgres server(LocalSettings settings, Path data, Path passwordFile, String password)
			throws IOException {
		return EmbeddedPostgres.builder()
			.setDataDirectory(data)
			.setCleanDataDirectory(false)
			.setOverrideWorkingDirectory(settings.dataDir().resolve("postgres-server").toFile())
			.setPort(settings.databasePort())
			.setPGStartupWait(STARTUP)
			// what is called locale here are options of initdb: nobody gets in without
			// the password
			.setLocaleConfig("auth-host", "scram-sha-256")
			.setLocaleConfig("pwfile", passwordFile.toAbsolutePath().toString())
			.setConnectConfig("password", password)
			.setServerConfig("listen_addresses", "127.0.0.1")
			.setServerConfig("unix_socket_directories", "''")
			// data is kept over restarts, so it has to reach the disk
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("max_connections", "50")
			.start();
	}

	private void prepare() {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			// the password is of our own making: letters, digits, - and _
			statement.execute("""
					do $$ begin
					  if not exists (select from pg_roles where rolname = '%1$s') then
					    create role %1$s login noinherit;
					  end if;
					end $$;
					alter role %1$s password '%2$s'""".formatted(LOGIN, this.password));
		}
		catch (SQLException failure) {
			throw new IllegalStateException("The embedded database could not be prepared", failure);
		}
	}

	LocalConnection application() {
		return new LocalConnection(jdbcUrl(), LOGIN, this.password);
	}

	LocalConnection.Owner owner() {
		return new LocalConnection.Owner(jdbcUrl(), OWNER, this.password);
	}

	private String jdbcUrl() {
		return "jdbc:postgresql://127.0.0.1:" + this.server.getPort() + "/postgres";
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.lock.close();
	}

}
