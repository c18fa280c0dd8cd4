package io.connectorservice.canary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.sun.management.HotSpotDiagnosticMXBean;
import org.slf4j.LoggerFactory;

import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;

/**
 * Everything the service leaves behind: its log, its database, its files and its threads.
 */
final class Traces implements AutoCloseable {

	private static final List<String> TALKATIVE = List.of("org.springframework.vault", "org.springframework.jdbc",
			"com.nimbusds");

	private final StringBuffer log = new StringBuffer();

	private final Log appender = new Log();

	private final List<Logger> changed = new ArrayList<>();

	Traces() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		this.appender.setContext(context);
		this.appender.start();
		context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(this.appender);
		TALKATIVE.stream().map(context::getLogger).forEach((logger) -> {
			logger.setLevel(Level.DEBUG);
			this.changed.add(logger);
		});
		Logger ours = context.getLogger("io.connectorservice");
		ours.setLevel(Level.TRACE);
		this.changed.add(ours);
	}

	String log() {
		return this.log.toString();
	}

	/** Every row of every table there is, as text, and what the server remembers. */
	static Set<String> database(Canaries canaries, FlywayConnectionDetails owner) throws SQLException {
		Set<String> found = new TreeSet<>();
		try (Connection connection = DriverManager.getConnection(owner.getJdbcUrl(), owner.getUsername(),
				owner.getPassword()); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.setFetchSize(20);
			for (String table : tables(statement)) {
				try (ResultSet rows = statement.executeQuery("select t::text from " + table + " t")) {
					while (rows.next()) {
						found.addAll(
								canaries.in("database " + table, Objects.requireNonNullElse(rows.getString(1), "")));
					}
				}
			}
		}
		return found;
	}

	private static List<String> tables(Statement statement) throws SQLException {
		List<String> tables = new ArrayList<>(List.of("pg_stat_activity", "pg_prepared_statements", "pg_settings"));
		try (ResultSet rows = statement.executeQuery("""
				select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
				 where schemaname not in ('pg_catalog', 'information_schema')""")) {
			while (rows.next()) {
				tables.add(rows.getString(1));
			}
		}
		return tables;
	}

	/** Every byte below a folder: the database's files, its log, and the secret store. */
	static Set<String> files(Canaries canaries, Path folder) {
		Set<String> found = new TreeSet<>();
		try (var files = Files.walk(folder)) {
			files.filter(Files::isRegularFile).forEach((file) -> found.addAll(canaries.in("files", bytes(file))));
			return found;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	// what is gone in the meantime held nothing for long
	private static byte[] bytes(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (IOException _) {
			return new byte[0];
		}
	}

	/** All threads, the virtual ones too. */
	static String threads(Path folder) throws IOException {
		Path file = folder.toAbsolutePath().resolve("threads.json");
		Files.deleteIfExists(file);
		ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
			.dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
		return Files.readString(file);
	}

	@Override
	public void close() {
		((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
			.detachAppender(this.appender);
		this.changed.forEach((logger) -> logger.setLevel(null));
	}

	/**
	 * Keeps every event whole: its message, its arguments, its context and its
	 * exceptions.
	 */
	private final class Log extends AppenderBase<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
			Traces.this.log.append(event.getLevel())
				.append(' ')
				.append(event.getLoggerName())
				.append(' ')
				.append(event.getThreadName())
				.append(' ')
				.append(event.getFormattedMessage())
				.append(event.getMDCPropertyMap())
				.append('\n');
			if (event.getThrowableProxy() != null) {
				Traces.this.log.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
			}
		}

	}

}
