package io.connectorservice.local.demo;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The demo service's files, kept in memory.
 */
final class DemoFiles {

	private static final int MAX_FILES = 50;

	private final Map<String, StoredFile> files = new LinkedHashMap<>();

	DemoFiles() {
		this.files.put("welcome.txt", new StoredFile("text/plain; charset=utf-8",
				"Welcome to the demo service.\n".getBytes(StandardCharsets.UTF_8)));
	}

	synchronized List<Map<String, Object>> list() {
		return this.files.entrySet().stream().map((file) -> describeFile(file.getKey(), file.getValue())).toList();
	}

	synchronized StoredFile get(String name) {
		StoredFile file = this.files.get(name);
		if (file == null) {
			throw DemoRefusal.notFoundException("File " + name);
		}
		return file;
	}

	synchronized Map<String, Object> put(String name, StoredFile file) {
		if (!this.files.containsKey(name) && this.files.size() >= MAX_FILES) {
			throw new DemoRefusal(409, "too_many", "There may be " + MAX_FILES + " files: delete one");
		}
		this.files.put(name, file);
		return describeFile(name, file);
	}

	synchronized void delete(String name) {
		get(name);
		this.files.remove(name);
	}

	private static Map<String, Object> describeFile(String name, StoredFile file) {
		return Map.of("name", name, "media_type", file.mediaType, "size", file.content.length);
	}

	/**
	 * A file.
	 *
	 * @param mediaType the media type with which it was uploaded
	 * @param content its bytes
	 */
	@SuppressWarnings("ArrayRecordComponent") // instances are never compared
	record StoredFile(String mediaType, byte[] content) {
	}

}
