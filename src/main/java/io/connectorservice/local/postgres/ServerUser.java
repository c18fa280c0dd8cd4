package io.connectorservice.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operating system user as which the database server runs: Postgres refuses to run as
 * root, which is the default user in many containers.
 *
 * @param prefix the command that switches to that user; empty for the current user
 * @param uid the user that has to own the data; negative for the current user
 */
record ServerUser(List<String> prefix, int uid) {

	private static final int NOBODY = 65534;

	static final ServerUser OURSELVES = new ServerUser(List.of(), -1);

	/**
	 * Runs the server in a user namespace: the files stay root's, but the server does not
	 * see itself as root.
	 */
	static final ServerUser IN_NAMESPACE = new ServerUser(List.of("unshare", "-U"), 0);

	/**
	 * Runs the server as another user that can still reach its data in root's closed
	 * folders: access(2) ignores the capabilities of users other than root unless the
	 * fix-up is off.
	 */
	static final ServerUser OTHER = new ServerUser(
			List.of("setpriv", "--securebits=+no_setuid_fixup", "--reuid=" + NOBODY, "--regid=" + NOBODY,
					"--clear-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
			NOBODY);

	/** The candidates in the order in which they are tried. */
	static final List<ServerUser> CANDIDATES = List.of(OURSELVES, IN_NAMESPACE, OTHER);

	List<String> buildCommand(List<String> command) {
		return Stream.of(this.prefix, command).flatMap(List::stream).toList();
	}

	/** Makes this user the owner of the folder and everything in it. */
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
