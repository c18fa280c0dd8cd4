package io.connectorservice.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BodyBytesTests {

	private static final int MEBIBYTE = 1 << 20;

	private final AnswerMemory memory = new AnswerMemory(2 * MEBIBYTE);

	private BodyBytes body() {
		return new BodyBytes(10 * MEBIBYTE, this.memory);
	}

	private static void fill(BodyBytes body, int bytes) {
		for (int left = bytes; left > 0; left -= 8192) {
			body.add(new byte[Math.min(left, 8192)]);
		}
	}

	@Test
	void shareTheMemoryThatThereIs() {
		BodyBytes first = body();
		fill(first, MEBIBYTE);
		BodyBytes second = body();
		assertThatExceptionOfType(BodyBytes.NoRoom.class).isThrownBy(() -> fill(second, 2 * MEBIBYTE));
		second.release();
		fill(body(), AnswerMemory.SMALL);
		first.release();
		first.release();
		assertThat(this.memory.free()).isEqualTo(2 * MEBIBYTE);
		fill(body(), 2 * MEBIBYTE + AnswerMemory.SMALL);
		fill(body(), AnswerMemory.SMALL);
	}

	@Test
	void countWhatIsUnzipped() throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
			zip.write(new byte[3 * MEBIBYTE]);
		}
		BodyBytes body = body();
		body.add(zipped.toByteArray());
		assertThatExceptionOfType(BodyBytes.NoRoom.class).isThrownBy(() -> body.decoded("gzip"));
		body.release();
		assertThat(this.memory.free()).isEqualTo(2 * MEBIBYTE);
	}

}
