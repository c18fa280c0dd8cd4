package io.connectorservice.apispec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which a description's operations are called, each once. A declared name
 * belongs to the first that declares it, and nobody else is given it.
 */
final class OperationNames {

	private final Set<String> declared;

	private final Set<String> taken = new HashSet<>();

	private final Map<String, Integer> next = new HashMap<>();

	OperationNames(Stream<String> declared) {
		this.declared = declared.collect(Collectors.toSet());
	}

	/** Takes a declared name, unless it is taken. */
	boolean claimName(String name) {
		return this.taken.add(name);
	}

	/** Takes a name that nobody has or declares: that one, or that one with a number. */
	String claimFreeName(String base) {
		if (!this.declared.contains(base) && this.taken.add(base)) {
			return base;
		}
		while (true) {
			String name = base + "_" + this.next.merge(base, 2, (number, _) -> number + 1);
			if (!this.declared.contains(name) && this.taken.add(name)) {
				return name;
			}
		}
	}

}
