package io.connectorservice.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * As whom the database server runs: Postgres refuses to run as root, which is who one is
 * in many a container.
 *
 * @param prefix the command that becomes that user; empty for who we are
 * @param uid who has to own the data, or less than 0 where that is who we are
 */
record ServerUser(List<String> prefix, int uid) {

	private static final int NOBODY = 65534;

	static final ServerUser OURSELVES = new ServerUser(List.of(), -1);

	/** Root's files stay root's, but the server does not know itself as root. */
	static final ServerUser IN_NAMESPACE = new ServerUser(List.of("unshare", "-U"), 0);

	/**
	 * Reaches its data though root's folders are closed to others: access(2) forgets the
	 * capability of others than root, unless the fix-up is off.
	 */
	static final ServerUser OTHER = new ServerUser(
			List.of("setpriv", "--securebits=+no_setuid_fixup", "--reuid=" + NOBODY, "--regid=" + NOBODY,
					"--clear-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
			NOBODY);

	/** In the order in which they are tried. */
	static final List<ServerUser> CANDIDATES = List.of(OURSELVES, IN_NAMESPACE, OTHER);

	List<String> buildCommand(List<String> command) {
		return Stream.of(this.prefix, command).flatMap(List::stream).toList();
	}

	/** Gives the folder and all in it to this user. */
	void changeOwner(Path folder) throws IOException {
		if (this.uid < 0) {
			return;
		}
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : (Iterable<Path>) files::iterator) {
				Files.setAttribute(file, "unix:uid", this.uid);
			}
		}
	}

}
