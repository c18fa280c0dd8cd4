package io.connectorservice.outbound;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A body within its cap, as it comes and decoded.
 */
final class BodyBytes {

	private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

	private final long cap;

	BodyBytes(long cap) {
		this.cap = cap;
	}

	void add(byte[] chunk) {
		if (this.raw.size() + (long) chunk.length > this.cap) {
			throw new TooLarge();
		}
		this.raw.writeBytes(chunk);
	}

	/**
	 * The body without its content coding.
	 * @throws TooLarge where it is larger than the cap
	 * @throws IOException where it is no such coding
	 */
	byte[] decoded(String coding) throws IOException {
		return switch (coding.strip().toLowerCase(Locale.ROOT)) {
			case "", "identity" -> this.raw.toByteArray();
			case "gzip", "x-gzip" -> (this.raw.size() == 0) ? new byte[0] : unzipped();
			// what cannot be read cannot be masked either
			default -> throw new IOException("Unsupported coding");
		};
	}

	// counted before any of it is kept: a bomb costs one small buffer
	private byte[] unzipped() throws IOException {
		byte[] zipped = this.raw.toByteArray();
		int size = Math.toIntExact(size(zipped));
		try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
			return in.readNBytes(size);
		}
	}

	private long size(byte[] zipped) throws IOException {
		byte[] buffer = new byte[8192];
		long size = 0;
		try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				size += read;
				if (size > this.cap) {
					throw new TooLarge();
				}
			}
		}
		return size;
	}

	/**
	 * The body has more bytes than its cap.
	 */
	static final class TooLarge extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
