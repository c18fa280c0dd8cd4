package io.connectorservice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A span as it arrives at a collector: as much of OTLP's protobuf as tests look at.
 */
record ExportedSpan(String trace, String id, String parent, String name, String attributes) {

	static List<ExportedSpan> in(byte[] request) {
		List<ExportedSpan> spans = new ArrayList<>();
		// ExportTraceServiceRequest.resource_spans.scope_spans.spans
		fields(request, (resource, ofResource) -> within(resource, 1, ofResource, (scope, ofScope) -> within(scope, 2,
				ofScope, (span, ofSpan) -> within(span, 2, ofSpan, (number, value) -> {
				}, () -> spans.add(read(ofSpan))))));
		return spans;
	}

	private static void within(int number, int wanted, byte[] value, BiConsumer<Integer, byte[]> then) {
		if (number == wanted) {
			fields(value, then);
		}
	}

	private static void within(int number, int wanted, byte[] value, BiConsumer<Integer, byte[]> each, Runnable then) {
		if (number == wanted) {
			then.run();
		}
	}

	private static ExportedSpan read(byte[] span) {
		String[] texts = { "", "", "", "" };
		StringBuilder attributes = new StringBuilder();
		fields(span, (number, value) -> {
			switch (number) {
				case 1 -> texts[0] = HexFormat.of().formatHex(value);
				case 2 -> texts[1] = HexFormat.of().formatHex(value);
				case 4 -> texts[2] = HexFormat.of().formatHex(value);
				case 5 -> texts[3] = new String(value, StandardCharsets.UTF_8);
				default -> attributes.append(new String(value, StandardCharsets.UTF_8)).append(' ');
			}
		});
		return new ExportedSpan(texts[0], texts[1], texts[2], texts[3], attributes.toString());
	}

	// the fields of a message that have a length
	private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
		int at = 0;
		while (at < message.length) {
			long[] tag = varint(message, at);
			at = (int) tag[1];
			switch ((int) tag[0] & 7) {
				case 0 -> at = (int) varint(message, at)[1];
				case 1 -> at += 8;
				case 5 -> at += 4;
				default -> {
					long[] length = varint(message, at);
					int end = (int) (length[1] + length[0]);
					each.accept((int) tag[0] >> 3, Arrays.copyOfRange(message, (int) length[1], end));
					at = end;
				}
			}
		}
	}

	private static long[] varint(byte[] bytes, int at) {
		long value = 0;
		int shift = 0;
		int next = at;
		while (true) {
			byte one = bytes[next++];
			value |= (long) (one & 0x7f) << shift;
			if (one >= 0) {
				return new long[] { value, next };
			}
			shift += 7;
		}
	}

}
