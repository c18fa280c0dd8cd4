package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.connector.operation.PageIterator;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Writes all pages of a list as NDJSON while they are read: one line an item, and a last
 * line that says whether the list is complete, so that an interrupted stream cannot be
 * mistaken for a whole one.
 */
final class NdjsonPageWriter extends AbstractHttpMessageConverter<PageIterator> {

	static final String MEDIA_TYPE = "application/x-ndjson";

	/** The problem code of a last line when no call failed. */
	static final String LIST_INCOMPLETE = "list_incomplete";

	private final JsonMapper json;

	NdjsonPageWriter(JsonMapper json) {
		super(MediaType.parseMediaType(MEDIA_TYPE));
		this.json = json;
	}

	@Override
	protected boolean supports(Class<?> type) {
		return type == PageIterator.class;
	}

	@Override
	protected boolean canRead(@Nullable MediaType mediaType) {
		return false;
	}

	@Override
	protected PageIterator readInternal(Class<? extends PageIterator> type, HttpInputMessage input) {
		throw new HttpMessageNotReadableException("Pages are only written", input);
	}

	/**
	 * Writes all pages. A failure before the first page is thrown, because the status can
	 * still change; a later one goes into the last line.
	 */
	@Override
	protected void writeInternal(PageIterator pages, HttpOutputMessage output) throws IOException {
		Optional<ServiceResponse> page = pages.nextPage();
		OutputStream out = output.getBody();
		long items = 0;
		ProblemException failure = null;
		while (page.isPresent()) {
			items += writePage(page.get(), out);
			out.flush();
			try {
				page = pages.nextPage();
			}
			catch (ProblemException problem) {
				failure = problem;
				page = Optional.empty();
			}
		}
		writeLine(out, Map.of("end", buildEnd(pages, items, failure)));
	}

	private long writePage(ServiceResponse page, OutputStream out) throws IOException {
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

	private ObjectNode buildEnd(PageIterator pages, long items, @Nullable ProblemException failure) {
		boolean complete = failure == null && pages.nextRequest().isEmpty() && pages.gap().isEmpty();
		ObjectNode end = this.json.createObjectNode()
			.put("complete", complete)
			.put("pages", pages.countPages())
			.put("items", items);
		pages.nextRequest().ifPresent((next) -> end.put("next", ServiceQuery.formatNextQuery(next)));
		if (failure != null) {
			putProblem(end, failure.code().code(), failure.code().title(), failure.detail());
		}
		else {
			pages.gap().ifPresent((gap) -> putProblem(end, LIST_INCOMPLETE, "The list may not be whole", gap));
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
