package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.connector.PageIterator;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Writes a list as NDJSON while it is walked: a line an item, and a last line that says
 * whether that was all, so that a stream that broke off cannot be taken for a whole one.
 */
@Component
final class NdjsonPageWriter {

	static final String MEDIA_TYPE = "application/x-ndjson";

	/** The code of a last line's problem where no call failed. */
	static final String LIST_INCOMPLETE = "list_incomplete";

	private final JsonMapper json;

	NdjsonPageWriter(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Writes all pages. What goes wrong before the first is written is thrown, what goes
	 * wrong later is the last line.
	 */
	void write(PageIterator walk, HttpServletResponse response) throws IOException {
		Optional<ServiceResponse> page = walk.nextPage();
		response.setContentType(MEDIA_TYPE);
		OutputStream out = response.getOutputStream();
		long items = 0;
		ProblemException failure = null;
		while (page.isPresent()) {
			items += write(page.get(), out);
			response.flushBuffer();
			try {
				page = walk.nextPage();
			}
			catch (ProblemException problem) {
				failure = problem;
				page = Optional.empty();
			}
		}
		writeLine(out, Map.of("end", buildEnd(walk, items, failure)));
	}

	private long write(ServiceResponse page, OutputStream out) throws IOException {
		JsonNode items = page.items();
		if (items == null) {
			writeLine(out, Map.of("item", page.data()));
			return 1;
		}
		for (JsonNode item : items) {
			writeLine(out, Map.of("item", item));
		}
		return items.size();
	}

	private ObjectNode buildEnd(PageIterator walk, long items, @Nullable ProblemException failure) {
		boolean complete = failure == null && walk.nextRequest().isEmpty() && walk.gap().isEmpty();
		ObjectNode end = this.json.createObjectNode()
			.put("complete", complete)
			.put("pages", walk.countPages())
			.put("items", items);
		walk.nextRequest().ifPresent((next) -> end.put("next", NextQuery.buildQuery(next)));
		if (failure != null) {
			putProblem(end, failure.code().code(), failure.code().title(), failure.detail());
		}
		else {
			walk.gap().ifPresent((gap) -> putProblem(end, LIST_INCOMPLETE, "The list may not be whole", gap));
		}
		return end;
	}

	private static void putProblem(ObjectNode end, String code, String title, String detail) {
		end.putObject("problem").put("code", code).put("title", title).put("detail", detail);
	}

	private void writeLine(OutputStream out, Map<String, JsonNode> line) throws IOException {
		out.write(this.json.writeValueAsBytes(line));
		out.write('\n');
	}

}
