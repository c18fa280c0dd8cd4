package io.connectorservice.apispec;

import java.util.Comparator;
import java.util.Locale;

import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * A known name and its distance from a requested one, regardless of case.
 *
 * @param distance how many characters must be inserted, removed or replaced to turn one
 * name into the other (Levenshtein distance)
 */
record SimilarName(String name, int distance) implements Comparable<SimilarName> {

	private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

	private static final int MAX_LENGTH = 100;

	private static final Comparator<SimilarName> ORDER = Comparator.comparingInt(SimilarName::distance)
		.thenComparing(SimilarName::name);

	static SimilarName of(String name, String requested) {
		return new SimilarName(name, DISTANCE.apply(truncateWord(requested), truncateWord(name)));
	}

	private static String truncateWord(String word) {
		String lower = word.toLowerCase(Locale.ROOT);
		return lower.substring(0, Math.min(MAX_LENGTH, lower.length()));
	}

	boolean isCloseTo(String requested) {
		return this.distance <= 2 + Math.min(requested.length(), this.name.length()) / 2;
	}

	@Override
	public int compareTo(SimilarName other) {
		return ORDER.compare(this, other);
	}

}
