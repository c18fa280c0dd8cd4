package io.connectorservice.outbound.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BoundedBodyTests {

	private static final int MEBIBYTE = 1 << 20;

	private final ResponseMemoryBudget memory = new ResponseMemoryBudget(2 * MEBIBYTE);

	private BoundedBody body() {
		return new BoundedBody(10 * MEBIBYTE, this.memory);
	}

	private static void fill(BoundedBody body, int bytes) {
		for (int left = bytes; left > 0; left -= 8192) {
			body.add(new byte[Math.min(left, 8192)]);
		}
	}

	@Test
	void sharesMemoryBudgetBetweenBodies() {
		BoundedBody first = body();
		fill(first, MEBIBYTE);
		BoundedBody second = body();
		assertThatExceptionOfType(BoundedBody.NoRoom.class).isThrownBy(() -> fill(second, 2 * MEBIBYTE));
		second.release();
		fill(body(), ResponseMemoryBudget.SMALL);
		first.release();
		first.release();
		assertThat(this.memory.freeBytes()).isEqualTo(2 * MEBIBYTE);
		fill(body(), 2 * MEBIBYTE + ResponseMemoryBudget.SMALL);
		fill(body(), ResponseMemoryBudget.SMALL);
	}

	@Test
	void countsDecompressedBytes() throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
			zip.write(new byte[3 * MEBIBYTE]);
		}
		BoundedBody body = body();
		body.add(zipped.toByteArray());
		assertThatExceptionOfType(BoundedBody.NoRoom.class).isThrownBy(() -> body.decode("gzip"));
		body.release();
		assertThat(this.memory.freeBytes()).isEqualTo(2 * MEBIBYTE);
	}

}
