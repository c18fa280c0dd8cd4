package io.connectorservice.local.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@ConcurrentTestClass
class PostgresServerIntegrationTests {

	private static final String PASSWORD = "password-of-the-tests";

	@TempDir
	Path folder;

	static List<ServerUser> users() {
		return ServerUser.CANDIDATES;
	}

	@ParameterizedTest
	@MethodSource("users")
	void keepsDataForEachServerUser(ServerUser user) throws Exception {
		assumeTrue(canRunAs(user), "not as this user on this machine");
		try (PostgresServer server = start(user); Connection connection = connect(server, PASSWORD)) {
			connection.createStatement().execute("create table kept as select 42 as answer");
		}
		try (PostgresServer server = start(user); Connection connection = connect(server, PASSWORD)) {
			var row = connection.createStatement().executeQuery("select answer from kept");
			assertThat(row.next()).isTrue();
			assertThat(row.getInt(1)).isEqualTo(42);
		}
	}

	private boolean canRunAs(ServerUser user) throws IOException {
		return ProcessResult
			.runCommand(user.buildCommand(List.of(TestPostgres.programs().resolvePath("initdb"), "--show", "--username",
					"x", "--pgdata", this.folder.resolve("none").toString())))
			.hasSucceeded();
	}

	@Test
	void stopsOrphanedServerBeforeStart() throws Exception {
		PostgresServer orphan = start();
		long pid = pid();
		try (PostgresServer server = start(); Connection connection = connect(server, PASSWORD)) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(pid()).isNotEqualTo(pid);
			assertThatThrownBy(() -> connect(orphan, PASSWORD)).isInstanceOf(SQLException.class);
		}
	}

	@Test
	void doesNotKillUnrelatedProcessWithSamePid() throws Exception {
		start().close();
		Process innocent = new ProcessBuilder("sleep", "60").start();
		try {
			Files.writeString(this.folder.resolve("data/postmaster.pid"),
					innocent.pid() + "\n" + this.folder.resolve("data") + "\n1\n1\n\n127.0.0.1\n0\n");
			assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class);
			assertThat(innocent.isAlive()).isTrue();
		}
		finally {
			innocent.destroyForcibly();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "postgres", "wrong" })
	void rejectsWrongDatabasePassword(String password) throws Exception {
		try (PostgresServer server = start()) {
			assertThatThrownBy(() -> connect(server, password)).isInstanceOf(SQLException.class)
				.hasMessageContaining("password");
		}
	}

	@Test
	void listensOnLoopbackOnly() throws Exception {
		try (PostgresServer server = start(); Connection connection = connect(server, PASSWORD)) {
			var row = connection.createStatement()
				.executeQuery(
						"select current_setting('listen_addresses') || current_setting('unix_socket_directories')");
			row.next();
			assertThat(row.getString(1)).isEqualTo("127.0.0.1");
			int port = Integer.parseInt(server.jdbcUrl("").replaceAll("\\D+127.0.0.1:(\\d+).*", "$1"));
			for (InetAddress address : NetworkInterface.networkInterfaces()
				.flatMap(NetworkInterface::inetAddresses)
				.filter((each) -> !each.isLoopbackAddress())
				.toList()) {
				assertThatThrownBy(() -> new Socket(address, port).close()).isInstanceOf(IOException.class);
			}
		}
	}

	@Test
	void restrictsFolderToItsUser() throws Exception {
		start().close();
		assertThat(permissions(this.folder)).isEqualTo("rwx------");
		assertThat(permissions(this.folder.resolve("data"))).isEqualTo("rwx------");
		assertThat(this.folder.resolve("password")).doesNotExist();
	}

	@Test
	void reportsUnsupportedMachineInOneSentence() {
		ServerUser impossible = new ServerUser(List.of("no-such-program"), -1);
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> start(impossible))
			.withMessageStartingWith("DATABASE_URL must be set: the embedded database does not run");
	}

	@Test
	void reportsDataOfAnotherVersionInOneSentence() throws Exception {
		start().close();
		Files.writeString(this.folder.resolve("data/PG_VERSION"), "9\n");
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(this::start)
			.withMessageStartingWith("LOCAL_DATA_DIR holds the database of a Postgres 9");
	}

	private PostgresServer start() throws IOException {
		return PostgresServer.start(TestPostgres.programs(), this.folder, PASSWORD, 0, ServerUser.CANDIDATES);
	}

	private PostgresServer start(ServerUser user) throws IOException {
		return PostgresServer.start(TestPostgres.programs(), this.folder, PASSWORD, 0, List.of(user));
	}

	private long pid() throws IOException {
		return Long.parseLong(Files.readAllLines(this.folder.resolve("data/postmaster.pid")).getFirst().strip());
	}

	private static Connection connect(PostgresServer server, String password) throws SQLException {
		return DriverManager.getConnection(server.jdbcUrl("postgres"), PostgresServer.OWNER, password);
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

}
