package io.connectorservice.local.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Provides the embedded database to a process that has none, such as the packaged
 * service, until its standard input ends or asks it to stop. The superuser executes each
 * input line as a statement; the first field of the result is printed.
 */
final class DatabaseServer {

	private DatabaseServer() {
	}

	public static void main(String[] arguments) throws IOException {
		EmbeddedPostgresSettings settings = new EmbeddedPostgresSettings(Path.of(arguments[0]), 0);
		LocalDatabase database = LocalDatabase.start(settings);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> close(database)));
		print(database.buildConnectionDetails(), database.buildOwnerConnectionDetails());
		serve(database.buildOwnerConnectionDetails());
		System.exit(0);
	}

	private static void print(LocalConnection login, LocalConnection.Owner owner) {
		System.out.println("DATABASE_URL=" + url(login.jdbcUrl(), login.username(), login.password()));
		System.out.println("MIGRATION_DATABASE_URL=" + url(owner.jdbcUrl(), owner.username(), owner.password()));
	}

	// no escaping is needed: the password consists of letters, digits, - and _
	private static String url(String jdbcUrl, String username, String password) {
		return jdbcUrl.replace("jdbc:postgresql://", "postgresql://" + username + ":" + password + "@");
	}

	private static void serve(LocalConnection.Owner owner) throws IOException {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String sql = input.readLine(); sql != null; sql = input.readLine()) {
			System.out.println(answer(owner, sql).replace("\n", " "));
		}
	}

	private static String answer(LocalConnection.Owner owner, String sql) {
		try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.username(), owner.password());
				Statement statement = connection.createStatement()) {
			return "ANSWER " + (statement.execute(sql) ? first(statement.getResultSet()) : "");
		}
		catch (SQLException failure) {
			return "FAILURE " + failure.getMessage();
		}
	}

	private static String first(ResultSet rows) throws SQLException {
		return rows.next() ? String.valueOf(rows.getString(1)) : "";
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
