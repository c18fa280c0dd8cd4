package io.connectorservice.apispec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Assigns a unique name to each operation of a description. A declared name goes to the
 * first operation that declares it and is never generated for another.
 */
final class OperationNames {

	private final Set<String> declared;

	private final Set<String> used = new HashSet<>();

	private final Map<String, Integer> next = new HashMap<>();

	OperationNames(Stream<String> declared) {
		this.declared = declared.collect(Collectors.toSet());
	}

	/** Claims a declared name; returns false if it is already in use. */
	boolean claimName(String name) {
		return this.used.add(name);
	}

	/**
	 * Claims a name that is neither in use nor declared: the base name, or the base name
	 * with a number.
	 */
	String claimFreeName(String base) {
		if (!this.declared.contains(base) && this.used.add(base)) {
			return base;
		}
		while (true) {
			String name = base + "_" + this.next.merge(base, 2, (number, _) -> number + 1);
			if (!this.declared.contains(name) && this.used.add(name)) {
				return name;
			}
		}
	}

}
