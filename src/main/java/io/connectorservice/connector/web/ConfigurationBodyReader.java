package io.connectorservice.connector.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a configuration's body while it holds each part to its own limit: the API
 * description may be large, all else together may not.
 */
final class ConfigurationBodyReader {

	private static final JsonFactory JSON = new JsonFactory();

	// the parser reads this far ahead of what it tells of
	private static final int READ_AHEAD = 16 * 1024;

	private final BodyLimits limits;

	private final Metered body;

	private long descriptionBytes;

	private ConfigurationBodyReader(BodyLimits limits, InputStream in) {
		this.limits = limits;
		this.body = new Metered(in);
	}

	static byte[] read(InputStream in, BodyLimits limits) throws IOException {
		ConfigurationBodyReader sizes = new ConfigurationBodyReader(limits, in);
		try (JsonParser parser = JSON.createParser(sizes.body)) {
			sizes.measureParts(parser);
		}
		catch (JacksonException _) {
			// malformed: the strict reader says how, from the same bytes
		}
		sizes.body.readAllBytes();
		sizes.requireOthersWithin(sizes.body.count());
		return sizes.body.toByteArray();
	}

	private void measureParts(JsonParser parser) throws IOException {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			return;
		}
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			if ("api_spec".equals(parser.currentName())) {
				measureDescription(parser);
			}
			else {
				parser.nextToken();
				parser.skipChildren();
			}
		}
	}

	private void measureDescription(JsonParser parser) throws IOException {
		long before = parser.currentLocation().getByteOffset();
		this.body.allowDescription(true);
		parser.nextToken();
		parser.skipChildren();
		// a description in YAML is one long string, which is read only when it must be
		parser.finishToken();
		this.body.allowDescription(false);
		this.descriptionBytes += parser.currentLocation().getByteOffset() - before;
		if (this.descriptionBytes > this.limits.description().toBytes()) {
			throw JsonBodies.tooLargeProblem("api_spec", this.limits.description().toBytes());
		}
	}

	private void requireOthersWithin(long count) {
		if (count - this.descriptionBytes > this.limits.configuration().toBytes()) {
			throw JsonBodies.tooLargeProblem("The configuration without its api_spec",
					this.limits.configuration().toBytes());
		}
	}

	/**
	 * Keeps what is read and refuses to read on where no part's limit allows it.
	 */
	private final class Metered extends InputStream {

		private final InputStream in;

		private final ByteArrayOutputStream read = new ByteArrayOutputStream();

		private boolean inDescription;

		Metered(InputStream in) {
			this.in = in;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int count = this.in.read(buffer, offset, length);
			if (count > 0) {
				this.read.write(buffer, offset, count);
				requireAllowed();
			}
			return count;
		}

		private void requireAllowed() {
			long description = this.inDescription ? ConfigurationBodyReader.this.limits.description().toBytes() : 0;
			requireOthersWithin(count() - READ_AHEAD - description);
		}

		void allowDescription(boolean allowed) {
			this.inDescription = allowed;
		}

		long count() {
			return this.read.size();
		}

		byte[] toByteArray() {
			return this.read.toByteArray();
		}

	}

}
