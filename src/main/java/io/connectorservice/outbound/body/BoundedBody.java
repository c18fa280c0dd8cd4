package io.connectorservice.outbound.body;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A body within its cap, as it comes and decoded.
 */
public final class BoundedBody {

	private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

	private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

	private final long cap;

	private final ResponseMemoryBudget memory;

	private long taken;

	public BoundedBody(long cap, ResponseMemoryBudget memory) {
		this.cap = cap;
		this.memory = memory;
	}

	public void add(byte[] chunk) {
		long size = this.raw.size() + (long) chunk.length;
		if (size > this.cap) {
			throw new TooLarge();
		}
		reserveMemory(size);
		this.raw.writeBytes(chunk);
	}

	private synchronized void reserveMemory(long size) {
		long more = Math.max(size - ResponseMemoryBudget.SMALL, 0) - this.taken;
		if (more > 0 && !this.memory.tryReserve(more)) {
			throw new NoRoom();
		}
		this.taken += Math.max(more, 0);
	}

	/** Gives the memory back, however far the answer came. */
	public synchronized void release() {
		this.memory.release(this.taken);
		this.taken = 0;
	}

	/**
	 * The body without its content coding. A label on text that is plainly not coded says
	 * nothing: some services label their charset, or a coding that a proxy took off.
	 * @throws TooLarge where it is larger than the cap
	 * @throws IOException where it is no such coding
	 */
	public byte[] decode(String label) throws IOException {
		List<String> codings = Arrays.stream(label.split(",", -1))
			.map((coding) -> coding.strip().toLowerCase(Locale.ROOT))
			.filter((coding) -> !coding.isEmpty() && !coding.equals("identity"))
			.toList();
		byte[] bytes = this.raw.toByteArray();
		if (codings.isEmpty() || bytes.length == 0) {
			return bytes;
		}
		if (codings.size() == 1 && GZIP.contains(codings.getFirst()) && isZipped(bytes)) {
			return unzip();
		}
		if (ReadableText.isReadable(bytes)) {
			return bytes;
		}
		// what cannot be read cannot be masked either
		throw new IOException("Unsupported coding");
	}

	private static boolean isZipped(byte[] bytes) {
		return bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
	}

	// counted before any of it is kept: a bomb costs one small buffer
	private byte[] unzip() throws IOException {
		byte[] zipped = this.raw.toByteArray();
		int size = Math.toIntExact(measureUnzippedSize(zipped));
		reserveMemory(zipped.length + (long) size);
		try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
			return in.readNBytes(size);
		}
	}

	private long measureUnzippedSize(byte[] zipped) throws IOException {
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
	public static final class NoRoom extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * The body has more bytes than its cap.
	 */
	public static final class TooLarge extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
