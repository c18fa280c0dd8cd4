package io.connectorservice.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

import io.connectorservice.TestAwait;
import io.connectorservice.tls.TestAuthority;

import org.springframework.util.FileSystemUtils;

/**
 * A Postgres server for tests. It starts empty and stops with the JVM at the latest.
 */
public final class TestPostgres implements AutoCloseable {

	/** The superuser. */
	public static final String OWNER = PostgresServer.OWNER;

	public static final String PASSWORD = "password-of-the-tests";

	private static final Path PROGRAMS = Path.of("target", "test-postgres-programs");

	private final Path folder;

	private final PostgresServer server;

	private boolean closed;

	private TestPostgres(Path folder, PostgresServer server) {
		this.folder = folder;
		this.server = server;
	}

	public static synchronized TestPostgres start() {
		try {
			Path folder = Files.createTempDirectory("test-postgres");
			PostgresServer server = PostgresServer.start(programs(), folder, PASSWORD, 0, ServerUser.CANDIDATES);
			TestPostgres started = new TestPostgres(folder, server);
			Runtime.getRuntime().addShutdownHook(new Thread(started::close));
			started.doWithoutDisk();
			return started;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	static synchronized PostgresBinaries programs() throws IOException {
		return PostgresBinaries.installIn(Files.createDirectories(PROGRAMS));
	}

	private void doWithoutDisk() {
		run("alter system set fsync = off");
		run("alter system set synchronous_commit = off");
		run("select pg_reload_conf()");
	}

	/** Runs a statement as the superuser in the maintenance database. */
	public void run(String statement) {
		run("postgres", statement);
	}

	/** Runs statements as the superuser. */
	public void run(String database, String statements) {
		try (Connection connection = DriverManager.getConnection(jdbcUrl(database), OWNER, PASSWORD)) {
			connection.createStatement().execute(statements);
		}
		catch (SQLException failure) {
			throw new IllegalStateException(failure);
		}
	}

	/** Makes the server accept TLS as localhost in addition to plain connections. */
	public void speakTls(TestAuthority authority) {
		write("server.key", authority.serverKey());
		write("server.crt", authority.serverCertificate());
		run("alter system set ssl = on");
		run("select pg_reload_conf()");
		TestAwait.await().until(this::speaksTls);
	}

	private boolean speaksTls() throws SQLException {
		try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), OWNER, PASSWORD);
				ResultSet shown = connection.createStatement().executeQuery("show ssl")) {
			return shown.next() && shown.getString(1).equals("on");
		}
	}

	// written as the server's user, because only that user may be able to read a key
	private void write(String file, String content) {
		run("copy (select unnest(string_to_array($content$" + content
				+ "$content$, chr(10)))) to program 'umask 077; cat > " + file + "'");
	}

	public String jdbcUrl(String database) {
		return this.server.jdbcUrl(database);
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			end();
		}
	}

	private void end() {
		try {
			this.server.close();
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

}
