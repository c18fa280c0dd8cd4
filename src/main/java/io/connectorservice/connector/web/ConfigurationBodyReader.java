package io.connectorservice.connector.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

import io.connectorservice.web.BodyLimits;
import io.connectorservice.web.RequestBodies;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a configuration's body with two size limits: a large one for the API description
 * and a small one for all other fields together.
 */
final class ConfigurationBodyReader {

	private static final JsonFactory JSON = new JsonFactory();

	// the parser buffers up to this many bytes beyond the token that it reports
	private static final int READ_AHEAD = 16 * 1024;

	private final BodyLimits limits;

	private final MeteredStream body;

	private long descriptionBytes;

	private ConfigurationBodyReader(BodyLimits limits, InputStream in) {
		this.limits = limits;
		this.body = new MeteredStream(in);
	}

	static byte[] read(InputStream in, BodyLimits limits) throws IOException {
		ConfigurationBodyReader sizes = new ConfigurationBodyReader(limits, in);
		try (JsonParser parser = JSON.createParser(sizes.body)) {
			sizes.measureParts(parser);
		}
		catch (JacksonException _) {
			// the strict reader describes the fault, from the same bytes
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
		// the parser reads long strings lazily, and a description in YAML is one
		parser.finishToken();
		this.body.allowDescription(false);
		this.descriptionBytes += parser.currentLocation().getByteOffset() - before;
		if (this.descriptionBytes > this.limits.description().toBytes()) {
			throw RequestBodies.createTooLargeProblem("api_spec", this.limits.description().toBytes());
		}
	}

	private void requireOthersWithin(long count) {
		if (count - this.descriptionBytes > this.limits.configuration().toBytes()) {
			throw RequestBodies.createTooLargeProblem("The configuration without its api_spec",
					this.limits.configuration().toBytes());
		}
	}

	/**
	 * Collects the bytes that are read, and fails once they exceed the limits.
	 */
	private final class MeteredStream extends InputStream {

		private final InputStream in;

		private final ByteArrayOutputStream read = new ByteArrayOutputStream();

		private boolean inDescription;

		MeteredStream(InputStream in) {
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
