package io.connectorservice.local.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The exit status and output of a program that has ended.
 */
record ProcessResult(int status, String output) {

	private static final int CANNOT_START = 127;

	// the output goes to a file, because a server that the program leaves running may
	// keep a pipe open
	static ProcessResult runCommand(List<String> command) throws IOException {
		Path output = Files.createTempFile("connector-service", ".out");
		try {
			int status = awaitExitStatus(
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()));
			return new ProcessResult(status, Files.readString(output, StandardCharsets.ISO_8859_1).strip());
		}
		finally {
			Files.deleteIfExists(output);
		}
	}

	private static int awaitExitStatus(ProcessBuilder builder) throws IOException {
		try {
			return builder.start().waitFor();
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted");
		}
		catch (IOException _) {
			return CANNOT_START;
		}
	}

	boolean hasSucceeded() {
		return this.status == 0;
	}

	/** The output line that most likely explains the failure. */
	String findFailureReason() {
		return this.output.lines()
			.filter((line) -> line.contains("error:"))
			.findFirst()
			.or(() -> this.output.lines().findFirst())
			.orElse("status " + this.status);
	}

}
