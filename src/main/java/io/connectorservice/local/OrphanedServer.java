package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database server whose service was killed: it is ended by its process id before the
 * next one starts on the same data.
 */
final class OrphanedServer {

	private static final Logger log = LoggerFactory.getLogger(OrphanedServer.class);

	private static final int PATIENCE_SECONDS = 10;

	private OrphanedServer() {
	}

	static void end(Path data) throws IOException {
		Path pidFile = data.resolve("postmaster.pid");
		if (Files.exists(pidFile)) {
			running(pidFile).ifPresent(OrphanedServer::end);
		}
	}

	private static Optional<ProcessHandle> running(Path pidFile) throws IOException {
		long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
		// after a reboot the number may be anybody's
		return ProcessHandle.of(pid)
			.filter((process) -> process.info().command().map((command) -> command.contains("postgres")).orElse(true));
	}

	private static void end(ProcessHandle server) {
		log.info("Ending the database server that an earlier run left behind");
		server.destroy();
		try {
			server.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException _) {
			throw new IllegalStateException("A database server that an earlier run left behind does not end");
		}
	}

}
