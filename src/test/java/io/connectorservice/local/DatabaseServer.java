package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Lends the embedded database to a process that has none, such as the packaged service,
 * until its own input ends or it is told to.
 */
final class DatabaseServer {

	private DatabaseServer() {
	}

	public static void main(String[] arguments) throws IOException {
		LocalSettings settings = new LocalSettings(Path.of(arguments[0]), 0, Duration.ofDays(1));
		LocalDatabase database = LocalDatabase.start(settings);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> close(database)));
		print(database.application(), database.owner());
		while (System.in.read() >= 0) {
			// whoever started this is still there
		}
		System.exit(0);
	}

	private static void print(LocalConnection login, LocalConnection.Owner owner) {
		System.out.println("DATABASE_URL=" + url(login.jdbcUrl(), login.username(), login.password()));
		System.out.println("MIGRATION_DATABASE_URL=" + url(owner.jdbcUrl(), owner.username(), owner.password()));
	}

	// the password is made of letters, digits, - and _
	private static String url(String jdbcUrl, String username, String password) {
		return jdbcUrl.replace("jdbc:postgresql://", "postgresql://" + username + ":" + password + "@");
	}

	private static void close(LocalDatabase database) {
		try {
			database.close();
		}
		catch (IOException failure) {
			failure.printStackTrace();
		}
	}

}
