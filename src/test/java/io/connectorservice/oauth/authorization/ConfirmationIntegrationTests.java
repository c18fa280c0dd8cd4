package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The orders in which two subjects and two replicas can begin, call back, confirm and let
 * expire authorizations of one connector, which may be deleted meanwhile.
 */
class ConfirmationIntegrationTests {

	private static final TestDatabase database = TestDatabase.createMigrated();

	private static final InMemorySecretStore store = new InMemorySecretStore();

	private static final OutboundClient outbound = TestClients.allowing("127.0.0.1");

	private static final List<FlowModuleContext> replicas = List.of(
			new FlowModuleContext(database, store, outbound, Map.of()),
			new FlowModuleContext(database, store, outbound, Map.of()));

	// Each step is made by the next replica. Anna and Ben are people of the same tenant.
	private static final String ORDERS = """
			anna begins 1; callback 1; anna confirms 1                      | ok                                 | connected     | access-1 | -        | connected
			anna begins 1; callback 1; anna confirms 1; anna confirms 1     | ok ok                              | connected     | access-1 | -        | connected
			anna begins 1; callback 1; callback 1; anna confirms 1          | ok                                 | connected     | access-1 | -        | connected
			anna begins 1; callback 1; anna confirms 1; callback 1          | ok                                 | connected     | access-1 | -        | connected
			anna begins 1; callback 1; anna confirms 1; expiry              | ok                                 | connected     | access-1 | -        | connected
			anna begins 1; callback 1; anna confirms 1; ben confirms 1      | ok forbidden                       | connected     | access-1 | -        | connected
			anna begins 1; callback 1; ben confirms 1; anna confirms 1      | forbidden authorization_failed     | not_connected | -        | 1        | authorization_failed
			anna begins 1; callback 1; ben confirms 1; callback 1           | forbidden                          | not_connected | -        | 1        | authorization_failed
			anna begins 1; callback 1; service confirms 1                   | forbidden                          | not_connected | -        | 1        | authorization_failed
			anna begins 1; callback 1; nobody confirms 1                    | forbidden                          | not_connected | -        | 1        | authorization_failed
			service begins 1; callback 1; service confirms 1                | ok                                 | connected     | access-1 | -        | connected
			service begins 1; callback 1; anna confirms 1                   | forbidden                          | not_connected | -        | 1        | authorization_failed
			anna begins 1; callback 1                                       | -                                  | confirmation_required | - | -       | -
			anna begins 1; callback 1; expiry                               | -                                  | not_connected | -        | 1        | authorization_expired
			anna begins 1; callback 1; expiry; anna confirms 1              | authorization_expired              | not_connected | -        | 1        | authorization_expired
			anna begins 1; callback 1; expiry; ben confirms 1               | forbidden                          | not_connected | -        | 1        | authorization_expired
			anna begins 1; callback 1; expiry; callback 1                   | -                                  | not_connected | -        | 1        | authorization_expired
			anna begins 1; callback 1; time passes; anna confirms 1; expiry | authorization_expired              | not_connected | -        | 1        | authorization_expired
			anna begins 1; anna confirms 1; callback 1; anna confirms 1     | authorization_pending ok           | connected     | access-1 | -        | connected
			anna begins 1; ben confirms 1; callback 1; anna confirms 1      | forbidden ok                       | connected     | access-1 | -        | connected
			anna begins 1; time passes; callback 1; anna confirms 1         | authorization_expired              | not_connected | -        | -        | -
			anna begins 1; refusal 1; anna confirms 1                       | authorization_failed               | not_connected | -        | -        | authorization_failed
			anna begins 1; callback 1; deletion                             | -                                  | not_connected | -        | 1        | -
			anna begins 1; callback 1; deletion; anna confirms 1; expiry    | not_found                          | not_connected | -        | 1        | -
			anna begins 1; callback 1; anna confirms 1; deletion; anna confirms 1 | ok not_found                 | not_connected | access-1 | -        | connected
			anna begins 1; deletion; callback 1; anna confirms 1            | not_found                          | not_connected | -        | -        | -
			anna begins 1; callback 1; expiry; deletion                     | -                                  | not_connected | -        | 1        | authorization_expired
			anna begins 1; ben begins 2; callback 1; callback 2; anna confirms 1; ben confirms 2 | ok ok         | connected     | access-2 | -        | connected connected
			anna begins 1; ben begins 2; callback 1; callback 2; ben confirms 2; expiry          | ok            | connected     | access-2 | 1        | authorization_expired connected
			anna begins 1; ben begins 2; callback 1; callback 2; ben confirms 1; ben confirms 2  | forbidden ok  | connected     | access-2 | 1        | authorization_failed connected
			anna begins 1; ben begins 2; callback 1; anna confirms 2                             | forbidden     | confirmation_required | - | -       | -
			anna begins 1; anna begins 2; callback 1; callback 2; deletion                       | -             | not_connected | -        | 1 2      | -
			connected; anna begins 1; callback 1                            | -                                  | connected     | before   | -        | -
			connected; anna begins 1; callback 1; anna confirms 1           | ok                                 | connected     | access-1 | -        | connected
			connected; anna begins 1; callback 1; ben confirms 1            | forbidden                          | connected     | before   | 1        | authorization_failed
			connected; anna begins 1; callback 1; expiry                    | -                                  | connected     | before   | 1        | authorization_expired
			anna begins 1; callback 1; change; anna confirms 1              | authorization_failed               | not_connected | -        | 1        | authorization_failed
			""";

	private final AtomicInteger grants = new AtomicInteger();

	private final UpstreamServer provider = UpstreamServer.start(this::answer);

	private final ConnectorRef connector = ConnectorRef.of(new TenantId(UUID.randomUUID()), UUID.randomUUID());

	private final Map<String, UUID> authorizations = new HashMap<>();

	private final Map<String, String> states = new HashMap<>();

	private Reply answer(Call call) {
		if (!call.uri().startsWith("/token")) {
			return Reply.json(200, "{}");
		}
		int number = this.grants.incrementAndGet();
		return Reply.json(200,
				"{\"access_token\":\"access-%1$d\",\"refresh_token\":\"refresh-%1$d\",\"expires_in\":3600}"
					.formatted(number));
	}

	@BeforeEach
	void createConnector() {
		database.superuser().sql("insert into tenants (id) values (?)").param(tenant()).update();
		database.superuser()
			.sql("""
					insert into integration_connectors (id, tenant_id, connector_name, service_name, auth_type, auth_config)
					values (?, ?, 'c', 'suite', 'oauth2', cast(? as jsonb))""")
			.param(this.connector.uuid())
			.param(tenant())
			.param("""
					{"client_id":"c","token_endpoint_auth_method":"none","auth_url":"%1$s/authorize",
					 "token_url":"%1$s/token","revocation_url":"%1$s/revoke",
					 "redirect_uri":"https://connect.example.com/callback"}""".formatted(this.provider.url()))
			.update();
	}

	private UUID tenant() {
		return this.connector.tenant().value();
	}

	@AfterEach
	void stopProvider() {
		store.fail(null);
		this.provider.close();
	}

	@AfterAll
	static void stop() {
		replicas.forEach(FlowModuleContext::close);
	}

	static Stream<Arguments> orders() {
		return ORDERS.lines()
			.map((line) -> line.split("\\s*\\|\\s*"))
			.flatMap((row) -> Stream.of(0, 1)
				.map((first) -> Arguments.of(first, row[0], row[1], row[2], row[3], row[4], row[5].strip())));
	}

	@ParameterizedTest(name = "{1} (replica {0} first)")
	@MethodSource("orders")
	void endsEachOrderWithTheRightTokens(int first, String steps, String answers, String status, String token,
			String revoked, String events) {
		int replica = first;
		List<String> received = new ArrayList<>();
		for (String step : steps.split("; ")) {
			run(step.split(" "), replicas.get(replica), received);
			replica = 1 - replica;
		}
		assertThat(String.join(" ", received)).isEqualTo(answers.equals("-") ? "" : answers);
		assertThat(connectionStatus()).isEqualTo(status);
		assertThat(token()).isEqualTo(token);
		assertThat(revokedTokens()).containsExactlyInAnyOrder(
				revoked.equals("-") ? new String[0] : ("refresh-" + revoked.replace(" ", " refresh-")).split(" "));
		assertThat(events()).containsExactlyInAnyOrder(events.equals("-") ? new String[0] : events.split(" "));
		assertThat(pendingPaths()).hasSize((int) countWaiting());
		assertThat(pendingRows()).isEqualTo(pendingPaths().size());
	}

	private long countWaiting() {
		return database.superuser()
			.sql("select count(*) from connector_service.oauth_authorizations where connector_id = ?"
					+ " and called_back_at is not null and ended_at is null")
			.param(this.connector.uuid())
			.query(Long.class)
			.single();
	}

	private void run(String[] step, FlowModuleContext replica, List<String> received) {
		switch (step[step.length == 3 ? 1 : 0]) {
			case "connected" -> storeEarlierTokens();
			case "begins" -> begin(replica, subject(step[0]), step[2]);
			case "callback" -> callBack(replica, step[1], "code");
			case "refusal" -> callBack(replica, step[1], "error");
			case "confirms" -> received.add(confirm(replica, subject(step[0]), step[2]));
			case "time" -> age();
			case "expiry" -> {
				age();
				runJobs();
			}
			case "deletion" -> replica.delete(this.connector);
			case "change" -> changeClient();
			default -> throw new IllegalArgumentException(String.join(" ", step));
		}
	}

	private static FlowSubject subject(String name) {
		return switch (name) {
			case "service" -> FlowSubject.SERVICE_ROLE;
			case "nobody" -> FlowSubject.ofUser(null);
			default -> FlowSubject.ofUser(name);
		};
	}

	private void begin(FlowModuleContext replica, FlowSubject subject, String flow) {
		AuthorizationFlow.StartedAuthorization begun = replica.bean(AuthorizationFlow.class)
			.begin(this.connector.tenant(), this.connector.uuid(), null, subject);
		this.authorizations.put(flow, begun.id());
		this.states.put(flow, readState(begun.authorizationUrl()));
	}

	private static String readState(URI url) {
		return Objects.requireNonNull(UriComponentsBuilder.fromUri(url).build().getQueryParams().getFirst("state"));
	}

	private AuthorizationOutcome callBack(FlowModuleContext replica, String flow, String kind) {
		return replica.bean(AuthorizationFlow.class)
			.complete(AuthorizationCallback
				.fromParameters(Map.of("state", new String[] { Objects.requireNonNull(this.states.get(flow)) }, kind,
						new String[] { "access_denied" })));
	}

	private String confirm(FlowModuleContext replica, FlowSubject subject, String flow) {
		try {
			AuthorizationStatus status = replica.bean(ConfirmationManager.class)
				.confirm(this.connector, Objects.requireNonNull(this.authorizations.get(flow)), subject);
			assertThat(status.status()).isEqualTo("connected");
			return "ok";
		}
		catch (ProblemException failure) {
			return failure.code().code();
		}
	}

	private void age() {
		for (String change : List.of(
				"update connector_service.oauth_confirmations set due_at = due_at - interval '11 minutes' where connector_id = ?",
				"update connector_service.oauth_authorizations set expires_at = expires_at - interval '11 minutes' where connector_id = ?")) {
			database.superuser().sql(change).param(this.connector.uuid()).update();
		}
	}

	// Both replicas look at the same time, several times.
	private static void runJobs() {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int round = 0; round < 4; round++) {
				replicas.forEach((replica) -> threads.execute(replica.bean(PendingTokenJob.class)::processDue));
			}
		}
	}

	private void changeClient() {
		database.superuser()
			.sql("update integration_connectors set auth_config = auth_config || '{\"client_id\":\"d\"}' where id = ?")
			.param(this.connector.uuid())
			.update();
	}

	private void storeEarlierTokens() {
		assertThat(store.write(tokenPath(),
				new SecretDocument(Map.of("access_token", "before", "refresh_token", "refresh-before"), 0)))
			.isTrue();
		replicas.getFirst().bean(TokenStateRepository.class).recordConnected(this.connector, 1, null, null);
	}

	private SecretPath tokenPath() {
		return replicas.getFirst()
			.bean(Secrets.class)
			.ownPath(this.connector.tenant(), this.connector.uuid(), "tokens", "access_token");
	}

	private String connectionStatus() {
		return replicas.getFirst().bean(ConnectionStatusService.class).getStatus(this.connector).status();
	}

	private String token() {
		return store.read(tokenPath())
			.flatMap((document) -> document.findSecret("access_token"))
			.map((secret) -> secret.reveal())
			.orElse("-");
	}

	private List<String> revokedTokens() {
		return this.provider.calls()
			.stream()
			.filter((call) -> call.uri().startsWith("/revoke"))
			.map((call) -> call.body().replaceFirst(".*(?:^|&)token=([^&]*).*", "$1"))
			.toList();
	}

	private List<String> events() {
		return database.superuser()
			.sql("select kind from connector_service.connector_events where connector_id = ?")
			.param(this.connector.uuid())
			.query((row, _) -> row.getString(1))
			.list();
	}

	private Set<String> pendingPaths() {
		return Set.copyOf(store.paths()
			.stream()
			.filter((path) -> path.contains("/connectors/" + this.connector.id() + "/pending/"))
			.toList());
	}

	private int pendingRows() {
		return database.superuser()
			.sql("select count(*) from connector_service.oauth_confirmations where connector_id = ?")
			.param(this.connector.uuid())
			.query(Integer.class)
			.single();
	}

	private String status(String flow) {
		return replicas.getFirst()
			.bean(AuthorizationFlow.class)
			.getStatus(this.connector.tenant(), this.connector.uuid(),
					Objects.requireNonNull(this.authorizations.get(flow)))
			.status();
	}

	@Test
	void confirmsOnceForConcurrentRequests() throws Exception {
		beginAndCallBack();
		List<Callable<String>> requests = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			FlowModuleContext replica = replicas.get(i % 2);
			requests.add(() -> confirm(replica, subject("anna"), "1"));
		}
		assertThat(runConcurrently(requests)).containsOnly("ok");
		assertThat(events()).containsExactly("connected");
		assertThat(pendingPaths()).isEmpty();
	}

	private void beginAndCallBack() {
		begin(replicas.getFirst(), subject("anna"), "1");
		assertThat(callBack(replicas.getLast(), "1", "code").status())
			.isEqualTo(AuthorizationOutcome.Status.CONFIRMATION_REQUIRED);
	}

	private static List<String> runConcurrently(List<Callable<String>> requests) throws Exception {
		List<String> answers = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Future<String> answer : threads.invokeAll(requests)) {
				answers.add(answer.get());
			}
		}
		return answers;
	}

	@RepeatedTest(20)
	void endsOnceInARaceOfConfirmationRefusalAndExpiry() throws Exception {
		beginAndCallBack();
		database.superuser()
			.sql("update connector_service.oauth_confirmations set due_at = now() + interval '20 ms' where connector_id = ?")
			.param(this.connector.uuid())
			.update();
		List<String> answers = runConcurrently(List.of(() -> confirm(replicas.getFirst(), subject("anna"), "1"),
				() -> confirm(replicas.getLast(), subject("ben"), "1"), () -> {
					Thread.sleep(15);
					runJobs();
					return "-";
				}));
		boolean connected = status("1").equals("connected");
		assertThat(answers.getFirst().equals("ok")).isEqualTo(connected);
		assertThat(answers.get(1)).isEqualTo("forbidden");
		Thread.sleep(20);
		runJobs();
		assertThat(token()).isEqualTo(connected ? "access-1" : "-");
		assertThat(revokedTokens()).hasSize(connected ? 0 : 1);
		assertThat(events()).hasSize(1);
		assertThat(pendingPaths()).isEmpty();
		assertThat(pendingRows()).isZero();
	}

	@RepeatedTest(20)
	void leavesNoPendingTokensInARaceOfDeletionAndConfirmation() throws Exception {
		beginAndCallBack();
		runConcurrently(List.of(() -> confirm(replicas.getFirst(), subject("anna"), "1"), () -> {
			replicas.getLast().delete(this.connector);
			return "-";
		}));
		assertThat(pendingPaths()).isEmpty();
		assertThat(pendingRows()).isZero();
	}

	@RepeatedTest(10)
	void leavesNoPendingTokensInARaceOfDeletionAndCallback() throws Exception {
		begin(replicas.getFirst(), subject("anna"), "1");
		runConcurrently(List.of(() -> callBack(replicas.getFirst(), "1", "code").detail(), () -> {
			replicas.getLast().delete(this.connector);
			return "-";
		}));
		assertThat(pendingPaths()).isEmpty();
		assertThat(pendingRows()).isZero();
		assertThat(token()).isEqualTo("-");
	}

	@Test
	void storesNoTokenInTheDatabase() {
		beginAndCallBack();
		for (String table : List.of("oauth_confirmations", "oauth_authorizations")) {
			assertThat(database.superuser()
				.sql("select coalesce(string_agg(to_json(a)::text, ' '), '') from connector_service." + table + " a")
				.query(String.class)
				.single()).contains(this.connector.id().toString()).doesNotContain("access-1", "refresh-1", "anna");
		}
	}

	@Test
	void removesTokensThatCouldNotBeStored() {
		begin(replicas.getFirst(), subject("anna"), "1");
		this.provider.respondWith((call) -> {
			if (call.uri().startsWith("/token")) {
				store.fail(ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, "sealed"));
			}
			return answer(call);
		});
		assertThat(callBack(replicas.getFirst(), "1", "code").code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE);
		assertThat(status("1")).isEqualTo("failed");
		assertThat(pendingRows()).isEqualTo(1);
		store.fail(null);
		age();
		runJobs();
		assertThat(pendingRows()).isZero();
		assertThat(events()).containsExactly("authorization_failed");
	}

	@Test
	void expiresLaterWhileTheStoreIsDown() {
		beginAndCallBack();
		age();
		store.fail(ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, "sealed"));
		runJobs();
		assertThat(pendingRows()).isEqualTo(1);
		assertThat(events()).isEmpty();
		assertThat(confirm(replicas.getFirst(), subject("anna"), "1")).isEqualTo("authorization_expired");
		store.fail(null);
		age();
		runJobs();
		assertThat(pendingRows()).isZero();
		assertThat(pendingPaths()).isEmpty();
		assertThat(revokedTokens()).containsExactly("refresh-1");
		assertThat(events()).containsExactly("authorization_expired");
	}

	@Test
	void confirmsAgainAfterTheStoreWasDown() {
		beginAndCallBack();
		store.fail(ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, "sealed"));
		assertThat(confirm(replicas.getFirst(), subject("anna"), "1")).isEqualTo("secret_store_unavailable");
		store.fail(null);
		assertThat(confirm(replicas.getLast(), subject("anna"), "1")).isEqualTo("ok");
		assertThat(token()).isEqualTo("access-1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void completesAConfirmationWhoseProcessDied(boolean tokensWereMoved) {
		beginAndCallBack();
		database.superuser()
			.sql("update connector_service.oauth_confirmations set state = 'confirming', owner = gen_random_uuid(), due_at = now() where connector_id = ?")
			.param(this.connector.uuid())
			.update();
		if (tokensWereMoved) {
			SecretDocument moved = store.read(pendingPath()).orElseThrow();
			store.write(tokenPath(), new SecretDocument(moved.fields(), 0));
			SecretDocument refreshed = store.read(tokenPath()).orElseThrow();
			store.write(tokenPath(), refreshed.with("access_token", Secret.of("refreshed")));
		}
		runJobs();
		assertThat(status("1")).isEqualTo("connected");
		assertThat(token()).isEqualTo(tokensWereMoved ? "refreshed" : "access-1");
		assertThat(pendingPaths()).isEmpty();
		assertThat(pendingRows()).isZero();
		assertThat(revokedTokens()).isEmpty();
		assertThat(events()).containsExactly("connected");
	}

	private SecretPath pendingPath() {
		return replicas.getFirst()
			.bean(Secrets.class)
			.ownPath(this.connector.tenant(), this.connector.uuid(), "pending/" + this.authorizations.get("1"),
					"access_token");
	}

	@Test
	void removesThePendingCopyThatADeadProcessLeft() {
		beginAndCallBack();
		assertThat(confirm(replicas.getFirst(), subject("anna"), "1")).isEqualTo("ok");
		SecretDocument granted = store.read(tokenPath()).orElseThrow();
		store.write(pendingPath(), new SecretDocument(granted.fields(), 0));
		database.superuser()
			.sql("""
					insert into connector_service.oauth_confirmations
					       (authorization_id, tenant_id, connector_id, config_digest, auth_config, scopes, connection_data,
					        state, owner, due_at)
					values (?, ?, ?, '', '{}', '{}', '{}', 'confirmed', gen_random_uuid(), now())""")
			.param(this.authorizations.get("1"))
			.param(tenant())
			.param(this.connector.uuid())
			.update();
		runJobs();
		assertThat(pendingPaths()).isEmpty();
		assertThat(pendingRows()).isZero();
		assertThat(token()).isEqualTo("access-1");
		assertThat(revokedTokens()).isEmpty();
	}

	@Test
	void removesTokensOfATenantThatWasDeleted() {
		beginAndCallBack();
		database.superuser().sql("delete from tenants where id = ?").param(tenant()).update();
		age();
		runJobs();
		assertThat(pendingPaths()).isEmpty();
		assertThat(pendingRows()).isZero();
		assertThat(revokedTokens()).containsExactly("refresh-1");
		assertThat(events()).isEmpty();
	}

	@Test
	void removesTokensDespiteFailedRevocation() {
		beginAndCallBack();
		this.provider.respondWith(Reply.json(503, "{}"));
		age();
		runJobs();
		assertThat(revokedTokens()).hasSize(1);
		assertThat(pendingPaths()).isEmpty();
		assertThat(events()).containsExactly("authorization_expired");
	}

	@Test
	void boundsTheTokensThatWait() {
		for (int flow = 1; flow <= 22; flow++) {
			begin(replicas.getFirst(), subject("anna"), String.valueOf(flow));
			callBack(replicas.getLast(), String.valueOf(flow), "code");
		}
		runJobs();
		assertThat(pendingPaths()).hasSize(20);
		assertThat(revokedTokens()).containsExactlyInAnyOrder("refresh-1", "refresh-2");
		assertThat(confirm(replicas.getFirst(), subject("anna"), "22")).isEqualTo("ok");
	}

	@Test
	void hidesAuthorizationsFromOtherTenants() {
		beginAndCallBack();
		ConnectorRef foreign = ConnectorRef.of(new TenantId(UUID.randomUUID()), this.connector.uuid());
		assertThat(replicas.getFirst().bean(ConfirmationManager.class)).satisfies((manager) -> {
			try {
				manager.confirm(foreign, Objects.requireNonNull(this.authorizations.get("1")), subject("anna"));
				throw new AssertionError("confirmed");
			}
			catch (ProblemException failure) {
				assertThat(failure.code()).isEqualTo(ProblemCode.NOT_FOUND);
			}
		});
		assertThat(status("1")).isEqualTo("confirmation_required");
		assertThat(pendingPaths()).hasSize(1);
	}

	@Test
	void connectsAtOnceIfNoConfirmationIsRequired() {
		try (FlowModuleContext trusting = new FlowModuleContext(database, store, outbound,
				Map.of("connector.oauth.confirmation", "off"))) {
			begin(trusting, subject("nobody"), "1");
			assertThat(callBack(trusting, "1", "code").status()).isEqualTo(AuthorizationOutcome.Status.CONNECTED);
			assertThat(connectionStatus()).isEqualTo("connected");
			assertThat(token()).isEqualTo("access-1");
			begin(trusting, subject("anna"), "2");
			callBack(trusting, "2", "code");
			assertThat(confirm(trusting, subject("anna"), "2")).as("needless, and harmless").isEqualTo("ok");
			assertThat(confirm(trusting, subject("ben"), "2")).isEqualTo("forbidden");
			assertThat(token()).isEqualTo("access-2");
			assertThat(revokedTokens()).isEmpty();
		}
	}

	@Test
	void connectsAtOnceIfThePreviousVersionBegan() {
		begin(replicas.getFirst(), subject("anna"), "1");
		database.superuser()
			.sql("update connector_service.oauth_authorizations set subject_digest = null where connector_id = ?")
			.param(this.connector.uuid())
			.update();
		assertThat(callBack(replicas.getFirst(), "1", "code").status())
			.isEqualTo(AuthorizationOutcome.Status.CONNECTED);
		assertThat(confirm(replicas.getFirst(), subject("ben"), "1")).isEqualTo("ok");
	}

	@Test
	void refusesToBeginForATokenThatNamesNobody() {
		assertThat(
				catchThrowableOfType(ProblemException.class, () -> begin(replicas.getFirst(), subject("nobody"), "1"))
					.code())
			.isEqualTo(ProblemCode.FORBIDDEN);
	}

	@Test
	void countsWhereAuthorizationsEnd() {
		try (FlowModuleContext counting = new FlowModuleContext(database, store, outbound, Map.of())) {
			for (String flow : List.of("1", "2", "3", "4", "5")) {
				begin(counting, subject("anna"), flow);
			}
			callBack(counting, "1", "error");
			for (String flow : List.of("2", "3", "4")) {
				callBack(counting, flow, "code");
			}
			confirm(counting, subject("anna"), "2");
			confirm(counting, subject("ben"), "3");
			age();
			counting.bean(PendingTokenJob.class).processDue();
			assertThat(List.of("begun", "called_back", "failed", "confirmed", "refused", "expired"))
				.extracting(counting::count)
				.containsExactly(5.0, 3.0, 1.0, 1.0, 1.0, 1.0);
		}
	}

}
