package io.connectorservice.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.json.StrictJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads lists with every style of pagination: seven items, three per page.
 */
@ConnectorServiceTest
class PagesIntegrationTests {

	private static final int THINGS = 7;

	private static final int SIZE = 3;

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	PagesIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	private String connector(String habit) {
		return this.tenant.create("""
				{"connector_name":"c","service_name":"suite-%s","auth_type":"apikey","auth_config":{},
				 "metadata":{"port":"%s"},"credentials":{"api_key":"test-page-key"}}""".formatted(habit,
				this.upstream.url().replaceAll(".*:", "")));
	}

	private String data(String id, String query) {
		return ServiceClient.BASE + "/" + id + "/data?" + query;
	}

	private Reply page(String habit, Call call) {
		return switch (habit) {
			case "links" -> links(from(call, "at"));
			case "next-url" -> nextUrl(from(call, "at"));
			case "cursor" -> cursor(from(call, "after"));
			case "last-item" -> lastItem(from(call, "starting_after"));
			case "offset" ->
				Reply.json(200, "{\"things\":%s,\"other\":[],\"count\":7}".formatted(things(from(call, "skip"))));
			default ->
				Reply.json(200, "{\"things\":%s,\"pages\":3}".formatted(things((from(call, "page", 1) - 1) * SIZE)));
		};
	}

	private static int from(Call call, String parameter) {
		return from(call, parameter, 0);
	}

	private static int from(Call call, String parameter, int otherwise) {
		String value = UriComponentsBuilder.fromUriString(call.uri()).build().getQueryParams().getFirst(parameter);
		return (value == null) ? otherwise : Integer.parseInt(value);
	}

	private static String things(int from) {
		return IntStream.range(from, Math.min(THINGS, from + SIZE))
			.mapToObj((i) -> "{\"id\":" + (i + 1) + "}")
			.collect(Collectors.joining(",", "[", "]"));
	}

	private Reply links(int from) {
		int next = from + SIZE;
		String first = "<%s/v1/things?at=0>; rel=\"first\"".formatted(this.upstream.url());
		String link = (next < THINGS)
				? first + ", <%s/v1/things?key=test-page-key&at=%d>; title=\"x\"; rel=\"last next\""
					.formatted(this.upstream.url(), next)
				: first;
		return new Reply(200, Map.of("Content-Type", "application/json", "Link", link), things(from).getBytes());
	}

	private static Reply nextUrl(int from) {
		int next = from + SIZE;
		return Reply.json(200, "{\"things\":%s,\"paging\":{\"next\":\"/v1/things?at=%d\",\"more\":%s}}"
			.formatted(things(from), next, next < THINGS));
	}

	private static Reply cursor(int from) {
		int next = from + SIZE;
		return Reply.json(200, "{\"result\":{\"things\":%s,\"tags\":[],\"cursor\":%s}}".formatted(things(from),
				(next < THINGS) ? "\"" + next + "\"" : "\"\""));
	}

	private static Reply lastItem(int from) {
		return Reply.json(200, "{\"data\":%s,\"has_more\":%s}".formatted(things(from), from + SIZE < THINGS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "links", "next-url", "cursor", "last-item", "offset", "pages" })
	void readsAllPages(String habit) {
		String id = connector(habit);
		this.upstream.respondWith((call) -> page(habit, call));
		Answer answer = this.tenant.get(data(id, "resource_path=/things&page_all=true&colour=red"));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
		List<JsonNode> lines = lines(answer);
		assertThat(lines).hasSize(THINGS + 1);
		assertThat(lines.subList(0, THINGS)).extracting((line) -> line.at("/item/id").asInt())
			.containsExactly(1, 2, 3, 4, 5, 6, 7);
		assertThat(lines.getLast().toString()).isEqualTo("{\"end\":{\"complete\":true,\"pages\":3,\"items\":7}}");
		assertThat(this.upstream.calls()).hasSize(3)
			.allSatisfy((call) -> assertThat(call.uri()).doesNotContain("page_all").contains("key=test-page-key"));
		assertThat(this.upstream.calls().getFirst().uri()).contains("colour=red");
	}

	private static List<JsonNode> lines(Answer answer) {
		return Arrays.stream(answer.text().split("\n"))
			.map((line) -> StrictJson.read(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "links", "next-url", "cursor", "last-item", "offset", "pages" })
	void returnsQueryForNextPage(String habit) {
		String id = connector(habit);
		this.upstream.respondWith((call) -> page(habit, call));
		Answer first = this.tenant.get(data(id, "resource_path=/things"));
		String next = first.json().at("/source_metadata/next").asString();
		assertThat(next).startsWith("resource_path=%2Fthings&").doesNotContain("test-page-key");
		Answer second = this.tenant.get(data(id, next));
		assertThat(second.text()).contains("{\"id\":4}");
		Answer last = this.tenant.get(data(id, second.json().at("/source_metadata/next").asString()));
		assertThat(last.text()).contains("{\"id\":7}");
		assertThat(last.json().path("source_metadata").has("next")).isFalse();
	}

	@Test
	void respectsRequestedPageSize() {
		String id = connector("offset");
		this.upstream.respondWith(Reply.json(200, "{\"things\":[1,2]}"));
		assertThat(this.tenant.get(data(id, "resource_path=/things&take=2")).text()).contains("skip=2");
		assertThat(this.tenant.get(data(id, "resource_path=/things")).json().path("source_metadata").has("next"))
			.as("fewer than a page holds")
			.isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "<https://evil.example/v1/things?at=3>; rel=next",
			"<http://127.0.0.1:1/v1/things>; rel=next", "</other/things>; rel=next", "</v1/../admin>; rel=next",
			"</v1x/things>; rel=next", "<//evil.example/v1/things>; rel=next", "</v1/things>; rel=next",
			"<javascript:x>; rel=next", "</v1/things?at=3>; rel=\"nextish\"" })
	void doesNotFollowNextLinkToOtherOrigin(String link) {
		String id = connector("links");
		this.upstream
			.respondWith(new Reply(200, Map.of("Content-Type", "application/json", "Link", link), "[1]".getBytes()));
		Answer first = this.tenant.get(data(id, "resource_path=/things"));
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.json().path("source_metadata").has("next")).isFalse();
		Answer all = this.tenant.get(data(id, "resource_path=/things&page_all=true"));
		boolean named = !link.contains("nextish");
		assertThat(first.json().path("source_metadata").has("next_problem")).isEqualTo(named);
		JsonNode end = lines(all).getLast().path("end");
		assertThat(end.path("complete").asBoolean()).isEqualTo(!named);
		assertThat(end.at("/problem/code").asString("")).isEqualTo(named ? "list_incomplete" : "");
		assertThat(end.at("/problem/detail").asString("")).contains(named ? link.replaceAll("[<>].*", "") : "");
		assertThat(this.upstream.calls()).hasSize(2);
	}

	@Test
	void stopsWhenCursorRepeats() {
		String id = connector("cursor");
		this.upstream.respondWith(Reply.json(200, "{\"result\":{\"things\":[1],\"cursor\":\"same\"}}"));
		List<JsonNode> lines = lines(this.tenant.get(data(id, "resource_path=/things&page_all=true")));
		assertThat(lines.getLast().at("/end/pages").asInt()).isEqualTo(2);
		assertThat(lines.getLast().at("/end/complete").asBoolean()).isFalse();
		assertThat(lines.getLast().at("/end/problem/code").asString()).isEqualTo("list_incomplete");
	}

	@Test
	void stopsWhenCursorsLoop() {
		String id = connector("cursor");
		this.upstream.respondWith((call) -> Reply.json(200, "{\"result\":{\"things\":[1],\"cursor\":\"%s\"}}"
			.formatted(call.uri().contains("after=a") ? "b" : "a")));
		JsonNode end = lines(this.tenant.get(data(id, "resource_path=/things&page_all=true"))).getLast().path("end");
		assertThat(end.path("pages").asInt()).isEqualTo(3);
		assertThat(end.path("complete").asBoolean()).isFalse();
		assertThat(end.at("/problem/detail").asString()).contains("had been read before");
	}

	@Test
	void keepsTheOrderOfInterleavedParameters() {
		String id = connector("cursor");
		this.tenant.get(data(id, "f=1&op=a&resource_path=/things&f=2&op=b%20c&x"));
		assertThat(this.upstream.lastCall().uri()).contains("?f=1&op=a&f=2&op=b%20c&x=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-ndjson", "application/json", "*/*", "application/x-ndjson, */*;q=0.1" })
	void streamsNdjsonForCommonAcceptHeaders(String accept) {
		String id = connector("cursor");
		this.upstream.respondWith((call) -> page("cursor", call));
		Answer answer = this.tenant.withHeader("Accept", accept).get(data(id, "resource_path=/things&page_all=true"));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
		this.upstream.respondWith(Reply.json(404, "{}"));
		Answer refused = this.tenant.withHeader("Accept", accept).get(data(id, "resource_path=/things&page_all=true"));
		assertThat(refused.status()).isEqualTo(502);
		assertThat(refused.code()).isEqualTo("upstream_error");
	}

	@Test
	void reportsWhereTheStreamBrokeOff() {
		String id = connector("cursor");
		this.upstream.respondWith((call) -> call.uri().contains("after=6")
				? Reply.json(400, "{\"why\":\"test-page-key\"}") : page("cursor", call));
		Answer answer = this.tenant.get(data(id, "resource_path=/things&page_all=true"));
		assertThat(answer.status()).isEqualTo(200);
		JsonNode end = lines(answer).getLast().path("end");
		assertThat(end.path("complete").asBoolean()).isFalse();
		assertThat(end.at("/problem/code").asString()).isEqualTo("upstream_error");
		assertThat(end.path("next").asString()).isEqualTo("resource_path=%2Fthings&after=6");
		assertThat(answer.text()).doesNotContain("test-page-key");
	}

	@Test
	void returnsProblemIfFirstPageFails() {
		String id = connector("cursor");
		this.upstream.respondWith(Reply.json(404, "{}"));
		Answer answer = this.tenant.get(data(id, "resource_path=/things&page_all=true"));
		assertThat(answer.status()).isEqualTo(502);
		assertThat(answer.code()).isEqualTo("upstream_error");
		assertThat(this.tenant.get(data(id, "resource_path=/things&page_all=perhaps")).status()).isEqualTo(400);
	}

	@Test
	void returnsPageWithoutListAsOneItem() {
		String id = connector("cursor");
		this.upstream.respondWith(Reply.json(200, "{\"name\":\"one\"}"));
		List<JsonNode> lines = lines(this.tenant.get(data(id, "resource_path=/me&page_all=true")));
		assertThat(lines).hasSize(2);
		assertThat(lines.getFirst().at("/item/name").asString()).isEqualTo("one");
	}

}
