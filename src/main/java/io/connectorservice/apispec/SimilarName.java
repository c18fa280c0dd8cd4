package io.connectorservice.apispec;

import java.util.Comparator;
import java.util.Locale;

/**
 * A known name and its distance from a requested one, regardless of case.
 *
 * @param distance how many characters must be inserted, removed or replaced to turn one
 * name into the other (Levenshtein distance)
 */
record SimilarName(String name, int distance) implements Comparable<SimilarName> {

	private static final int MAX_LENGTH = 100;

	private static final Comparator<SimilarName> ORDER = Comparator.comparingInt(SimilarName::distance)
		.thenComparing(SimilarName::name);

	static SimilarName of(String name, String requested) {
		return new SimilarName(name, computeDistance(truncateWord(requested), truncateWord(name)));
	}

	private static String truncateWord(String word) {
		String lower = word.toLowerCase(Locale.ROOT);
		return lower.substring(0, Math.min(MAX_LENGTH, lower.length()));
	}

	private static int computeDistance(String from, String to) {
		int[] row = new int[to.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			advanceRow(row, from.charAt(i - 1), i, to);
		}
		return row[to.length()];
	}

	private static void advanceRow(int[] row, char character, int rowNumber, String to) {
		int diagonal = row[0];
		row[0] = rowNumber;
		for (int j = 1; j < row.length; j++) {
			int replaced = diagonal + ((character == to.charAt(j - 1)) ? 0 : 1);
			diagonal = row[j];
			row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
		}
	}

	boolean isCloseTo(String requested) {
		return this.distance <= 2 + Math.min(requested.length(), this.name.length()) / 2;
	}

	@Override
	public int compareTo(SimilarName other) {
		return ORDER.compare(this, other);
	}

}
