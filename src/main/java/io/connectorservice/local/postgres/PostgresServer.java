package io.connectorservice.local.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Postgres server on loopback with its own data folder. It is stopped by the service
 * that started it, and every login requires the password.
 */
final class PostgresServer implements AutoCloseable {

	/** The superuser, which owns what the migrations create. */
	static final String OWNER = "postgres";

	private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

	private static final String TIMEOUT_SECONDS = "60";

	private final PostgresBinaries programs;

	private final ServerUser user;

	private final Path data;

	private final int port;

	private PostgresServer(PostgresBinaries programs, ServerUser user, Path folder, int port) {
		this.programs = programs;
		this.user = user;
		this.data = folder.resolve("data");
		this.port = port;
	}

	/**
	 * Starts a server.
	 * @param port the port to listen on; 0 picks a free one
	 * @param users the users as which it may run; the first one that works is used
	 */
	static PostgresServer start(PostgresBinaries programs, Path folder, String password, int port,
			List<ServerUser> users) throws IOException {
		PrivateFolder.create(folder);
		ServerUser user = findWorkingUser(programs, folder, users);
		user.changeOwner(folder);
		PostgresServer server = new PostgresServer(programs, user, folder.toAbsolutePath(),
				(port != 0) ? port : findFreePort());
		server.stopOrphanedServer();
		server.initializeDataFolder(password);
		server.startServer();
		return server;
	}

	private static ServerUser findWorkingUser(PostgresBinaries programs, Path folder, List<ServerUser> users)
			throws IOException {
		ProcessResult first = null;
		for (ServerUser user : users) {
			ProcessResult trial = ProcessResult.runCommand(user.buildCommand(List.of(programs.resolvePath("initdb"),
					"--show", "--username", OWNER, "--pgdata", folder.resolve("data").toString())));
			if (trial.hasSucceeded()) {
				return user;
			}
			first = (first != null) ? first : trial;
		}
		String reason = (first != null) ? first.findFailureReason() : "";
		throw new InvalidSettingException("DATABASE_URL must be set: the embedded database does not run as this user on"
				+ " this machine (" + reason + ")");
	}

	private static int findFreePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	// if a service was killed, its database server is still running
	private void stopOrphanedServer() throws IOException {
		Path pidFile = this.data.resolve("postmaster.pid");
		if (!Files.exists(pidFile)) {
			return;
		}
		long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
		if (ProcessHandle.of(pid).filter(PostgresServer::isPostgres).isPresent()) {
			log.info("Ending the database server that an earlier run left behind");
			stopServer();
		}
	}

	// after a reboot the process id may belong to any other process
	private static boolean isPostgres(ProcessHandle process) {
		ProcessHandle.Info info = process.info();
		return Stream.of(info.command(), info.commandLine(), info.arguments().map(List::of).map(String::valueOf))
			.flatMap(Optional::stream)
			.anyMatch((text) -> text.contains("postgres"));
	}

	private void initializeDataFolder(String password) throws IOException {
		if (Files.exists(this.data.resolve("postgresql.conf"))) {
			requireSameMajor();
			return;
		}
		PrivateFolder folder = new PrivateFolder(this.data.resolveSibling(""));
		Path passwordFile = folder.path().resolve("password");
		try {
			folder.write("password", password);
			this.user.changeOwner(folder.path());
			runProgram("initdb", List.of("--pgdata", this.data.toString(), "--username", OWNER, "--encoding", "UTF8",
					"--locale", "C", "--auth", "scram-sha-256", "--pwfile", passwordFile.toString()));
		}
		finally {
			Files.deleteIfExists(passwordFile);
		}
	}

	private void requireSameMajor() throws IOException {
		String storedMajor = Files.readString(this.data.resolve("PG_VERSION")).strip();
		String bundledVersion = ProcessResult.runCommand(List.of(this.programs.resolvePath("postgres"), "--version"))
			.output();
		if (!bundledVersion.matches(".* " + storedMajor + "\\b.*")) {
			throw new InvalidSettingException("LOCAL_DATA_DIR holds the database of a Postgres " + storedMajor
					+ ", which this build does not contain: set another folder, or move this one away");
		}
	}

	private void startServer() throws IOException {
		Path serverLog = this.data.resolveSibling("server.log");
		Files.deleteIfExists(serverLog);
		runProgram("pg_ctl", List.of("start", "--pgdata", this.data.toString(), "--log", serverLog.toString(), "--wait",
				"--timeout", TIMEOUT_SECONDS, "--options", String.join(" ", buildOptions())));
	}

	private List<String> buildOptions() {
		return List.of("-p " + this.port, "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=''",
				"-c max_connections=50", "-c timezone=UTC", "-c log_checkpoints=off");
	}

	private void stopServer() throws IOException {
		runProgram("pg_ctl", List.of("stop", "--pgdata", this.data.toString(), "--mode", "fast", "--wait", "--timeout",
				TIMEOUT_SECONDS));
	}

	private void runProgram(String program, List<String> arguments) throws IOException {
		List<String> command = Stream.concat(Stream.of(this.programs.resolvePath(program)), arguments.stream())
			.toList();
		ProcessResult run = ProcessResult.runCommand(this.user.buildCommand(command));
		if (!run.hasSucceeded()) {
			throw new IllegalStateException(
					"The embedded database's " + program + " failed: " + run.findFailureReason());
		}
	}

	/** The JDBC URL of one of its databases. */
	String jdbcUrl(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/" + database;
	}

	@Override
	public void close() throws IOException {
		stopServer();
	}

}
