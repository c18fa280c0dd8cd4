package io.connectorservice.apispec;

/**
 * Computes how many characters must be inserted, removed or replaced to turn one word
 * into another (Levenshtein distance).
 */
final class EditDistance {

	private static final int MAX_LENGTH = 100;

	private EditDistance() {
	}

	static int between(String one, String other) {
		String from = truncateWord(one);
		String to = truncateWord(other);
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

	private static String truncateWord(String word) {
		return word.substring(0, Math.min(MAX_LENGTH, word.length()));
	}

}
