package io.connectorservice.outbound.body;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A response body of limited size that is collected as received and decoded afterwards.
 */
public final class BoundedBody {

	private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

	private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

	private final long limit;

	private final ResponseMemoryBudget memory;

	private long reserved;

	public BoundedBody(long limit, ResponseMemoryBudget memory) {
		this.limit = limit;
		this.memory = memory;
	}

	public void add(byte[] chunk) {
		long size = this.raw.size() + (long) chunk.length;
		if (size > this.limit) {
			throw new TooLarge();
		}
		reserveMemory(size);
		this.raw.writeBytes(chunk);
	}

	private synchronized void reserveMemory(long size) {
		long more = Math.max(size - ResponseMemoryBudget.SMALL, 0) - this.reserved;
		if (more > 0 && !this.memory.tryReserve(more)) {
			throw new NoRoom();
		}
		this.reserved += Math.max(more, 0);
	}

	/** Returns the reserved memory, even if the response is incomplete. */
	public synchronized void release() {
		this.memory.release(this.reserved);
		this.reserved = 0;
	}

	/**
	 * Decodes the body from its content coding. The Content-Encoding header is ignored if
	 * the body is plain text: some services put a charset there, or a coding that a proxy
	 * has already removed.
	 * @throws TooLarge if the decoded body is larger than the limit
	 * @throws IOException if the content coding is not supported
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
		if (isReadableText(bytes)) {
			return bytes;
		}
		// Secrets cannot be masked in a body that cannot be decoded.
		throw new IOException("Unsupported coding");
	}

	/**
	 * Whether the bytes are UTF-8 with no control characters but line breaks and tabs.
	 */
	public static boolean isReadableText(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(bytes))
				.chars()
				.noneMatch((c) -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
		}
		catch (CharacterCodingException _) {
			return false;
		}
	}

	private static boolean isZipped(byte[] bytes) {
		return bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
	}

	// The size is measured before anything is kept, so
	// that a gzip bomb costs one small buffer only.
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
				if (size > this.limit) {
					throw new TooLarge();
				}
			}
		}
		return size;
	}

	/** The response bodies in progress use all the memory reserved for them. */
	public static final class NoRoom extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/** The body is larger than its limit. */
	public static final class TooLarge extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
