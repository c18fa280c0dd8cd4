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

	private final AnswerMemory memory;

	private long taken;

	BodyBytes(long cap, AnswerMemory memory) {
		this.cap = cap;
		this.memory = memory;
	}

	void add(byte[] chunk) {
		long size = this.raw.size() + (long) chunk.length;
		if (size > this.cap) {
			throw new TooLarge();
		}
		takeMemory(size);
		this.raw.writeBytes(chunk);
	}

	private synchronized void takeMemory(long size) {
		long more = Math.max(size - AnswerMemory.SMALL, 0) - this.taken;
		if (more > 0 && !this.memory.take(more)) {
			throw new NoRoom();
		}
		this.taken += Math.max(more, 0);
	}

	/** Gives the memory back, however far the answer came. */
	synchronized void release() {
		this.memory.giveBack(this.taken);
		this.taken = 0;
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
		takeMemory(zipped.length + (long) size);
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
	 * The bodies under way take all the memory there is for them.
	 */
	static final class NoRoom extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * The body has more bytes than its cap.
	 */
	static final class TooLarge extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
