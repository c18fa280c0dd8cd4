package io.connectorservice.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.local.postgres.TestPostgres;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The migrations, on a plain Postgres and on a database as Supabase prepares it, each on
 * a server of its own because roles belong to a server.
 */
@ConcurrentTestClass
class MigrationIntegrationTests {

	private static final int MIGRATIONS = count();

	private static final String OWN_TENANTS = "create table public.tenants (id uuid primary key, name text not null)";

	// the plan's, without what it leaves to the reader
	private static final String BY_HAND = """
			create table public.integration_connectors (
			  id uuid primary key default gen_random_uuid(), tenant_id uuid not null, connector_name text not null,
			  service_name text not null,
			  auth_type text not null check (auth_type in ('oauth2', 'apikey', 'basic', 'custom')),
			  auth_config jsonb not null, api_spec jsonb, scopes text[], is_active boolean default true,
			  created_at timestamptz default now(), updated_at timestamptz default now(),
			  last_connected_at timestamptz, last_error jsonb, metadata jsonb,
			  constraint uq_tenant_connector_name unique (tenant_id, connector_name));
			alter table public.integration_connectors enable row level security;
			create policy "Allow individual read access" on public.integration_connectors
			  for select using (auth.uid() = tenant_id);
			create index idx_integration_connectors_tenant_id on public.integration_connectors (tenant_id)""";

	private static final String EARLIER_CHECKSUM = "-2047452686";

	private static final Map<Kind, TestDatabase> MIGRATED = new EnumMap<>(Kind.class);

	private static TestPostgres plain;

	private static TestPostgres supabase;

	@BeforeAll
	static void startServers() {
		plain = TestPostgres.start();
		supabase = TestPostgres.start();
	}

	@AfterAll
	static void stopServers() {
		MIGRATED.clear();
		plain.close();
		supabase.close();
	}

	enum Kind {

		BARE, SUPABASE, SUPABASE_WITH_TENANTS;

		TestDatabase create() {
			TestDatabase database = (this == BARE) ? TestDatabase.bare(plain) : TestDatabase.ofSupabase(supabase);
			if (this == SUPABASE_WITH_TENANTS) {
				database.owner().sql(OWN_TENANTS).update();
			}
			return database;
		}

		/** The one that all tests look at. */
		TestDatabase migrateOnce() {
			return MIGRATED.computeIfAbsent(this, (kind) -> {
				TestDatabase database = kind.create();
				assertThat(database.migrate().migrationsExecuted).isEqualTo(MIGRATIONS);
				return database;
			});
		}

	}

	@ParameterizedTest
	@EnumSource
	void createsConnectorTable(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		assertThat(rows(sql, """
				select column_name || ' ' || udt_name
				       || case is_nullable when 'NO' then ' not null' else '' end
				       || coalesce(' default ' || column_default, '')
				  from information_schema.columns
				 where table_schema = 'public' and table_name = 'integration_connectors' order by ordinal_position"""))
			.containsExactly("id uuid not null default gen_random_uuid()", "tenant_id uuid not null",
					"connector_name text not null", "service_name text not null", "auth_type text not null",
					"auth_config jsonb not null", "api_spec jsonb", "scopes _text", "is_active bool default true",
					"created_at timestamptz default now()", "updated_at timestamptz default now()",
					"last_connected_at timestamptz", "last_error jsonb", "metadata jsonb",
					"version int8 not null default 1", "api_server jsonb", "api_spec_digest text",
					"written_secret_paths _text not null default '{}'::text[]", "failing_since timestamptz",
					"connection_data jsonb");
	}

	@ParameterizedTest
	@EnumSource
	void createsConstraints(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		assertThat(rows(sql, """
				select conname || ': ' || pg_get_constraintdef(oid) from pg_constraint
				 where conrelid = 'public.integration_connectors'::regclass and contype <> 'n' order by 1"""))
			.containsExactly("fk_tenant: FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE",
					"integration_connectors_auth_type_check: CHECK ((auth_type = ANY (ARRAY['oauth2'::text, 'apikey'::text,"
							+ " 'basic'::text, 'custom'::text])))",
					"integration_connectors_pkey: PRIMARY KEY (id)",
					"uq_tenant_connector_name: UNIQUE (tenant_id, connector_name)");
	}

	@ParameterizedTest
	@EnumSource
	void createsPoliciesOfTenantsAndWorker(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		String own = "(( SELECT auth.uid() AS uid) = tenant_id)";
		assertThat(rows(sql, """
				select concat_ws(' | ', policyname, cmd, roles::text, 'using ' || qual, 'check ' || with_check)
				  from pg_policies where schemaname = 'public' and tablename = 'integration_connectors'
				   and roles = '{public}' order by cmd""")).containsExactly(
				"Allow individual delete access | DELETE | {public} | using " + own,
				"Allow individual write access | INSERT | {public} | check " + own,
				"Allow individual read access | SELECT | {public} | using " + own,
				"Allow individual update access | UPDATE | {public} | using " + own + " | check " + own);
		assertThat(rows(sql, """
				select concat_ws(' | ', policyname, cmd, roles::text) from pg_policies
				 where schemaname = 'public' and tablename = 'integration_connectors' and roles <> '{public}'"""))
			.containsExactly("The worker finds users of OAuth apps | SELECT | {connector_worker}");
	}

	@ParameterizedTest
	@EnumSource
	void forcesRowLevelSecurityOnEveryTable(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		assertThat(rows(sql, """
				select relname from pg_class
				 where relkind = 'r' and not (relrowsecurity and relforcerowsecurity) and relname <> 'tenants'
				   and relnamespace in ('public'::regnamespace, 'connector_service'::regnamespace)"""))
			.containsExactly("flyway_schema_history");
	}

	@ParameterizedTest
	@EnumSource
	void createsIndexesAndTriggers(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		assertThat(rows(sql,
				"""
						select replace(indexname || indexdef, 'CREATE INDEX ' || indexname || ' ON public.integration_connectors USING btree', '')
						  from pg_indexes where tablename = 'integration_connectors' and indexname like 'idx%' order by 1"""))
			.containsExactly("idx_integration_connectors_auth_type (auth_type)",
					"idx_integration_connectors_newest (tenant_id, created_at DESC, id DESC)",
					"idx_integration_connectors_service_name (service_name)",
					"idx_integration_connectors_tenant_id (tenant_id)");
		assertThat(rows(sql, """
				select pg_get_triggerdef(oid) from pg_trigger where tgname = 'handle_updated_at'""")).containsExactly(
				"CREATE TRIGGER handle_updated_at BEFORE UPDATE ON public.integration_connectors FOR EACH ROW"
						+ " EXECUTE FUNCTION connector_service.set_updated_at()");
	}

	@ParameterizedTest
	@EnumSource
	void commentsColumns(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		assertThat(rows(sql, """
				select a.attname || ': ' || d.description from pg_description d
				  join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
				 where d.objoid = 'public.integration_connectors'::regclass and a.attname in ('auth_config', 'api_spec')
				 order by 1""")).containsExactly(
				"api_spec: Optional: Stores relevant parts of an OpenAPI spec or other API metadata for the connected"
						+ " service.",
				"auth_config: Stores authentication configuration. For API Key, it might include the key name,"
						+ " location (header/query), and vault path for the secret. For OAuth2, client ID/secret"
						+ " vault paths, auth/token URLs, etc.");
	}

	@ParameterizedTest
	@EnumSource
	void grantsTableToTenantsOnly(Kind kind) {
		JdbcClient sql = kind.migrateOnce().superuser();
		assertThat(rows(sql, """
				select grantee || ' ' || string_agg(privilege_type, ',' order by privilege_type)
				  from information_schema.role_table_grants
				 where table_name = 'integration_connectors' and grantee in ('PUBLIC', 'anon', 'authenticated')
				 group by grantee""")).containsExactly("authenticated DELETE,INSERT,SELECT,UPDATE");
	}

	@ParameterizedTest
	@EnumSource
	void updatesTimestampWithEachChange(Kind kind) {
		TestDatabase database = kind.migrateOnce();
		JdbcClient sql = database.superuser();
		String tenant = "00000000-0000-4000-8000-00000000000a";
		sql.sql((kind == Kind.SUPABASE_WITH_TENANTS) ? "insert into tenants values ('" + tenant + "', 'A')"
				: "insert into tenants (id) values ('" + tenant + "')")
			.update();
		sql.sql("""
				insert into integration_connectors (tenant_id, connector_name, service_name, auth_type, auth_config, updated_at)
				values ('%s', 'n', 's', 'apikey', '{}', '2020-01-01')"""
			.formatted(tenant)).update();
		sql.sql("update integration_connectors set scopes = '{a}'").update();
		assertThat(rows(sql, "select (updated_at > '2026-01-01')::text || version from integration_connectors"))
			.containsExactly("true2");
	}

	@ParameterizedTest
	@EnumSource
	void doesNothingTheSecondTime(Kind kind) {
		TestDatabase database = kind.migrateOnce();
		assertThat(database.migrate().migrationsExecuted).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void runsOnceWhenSeveralServicesStart(Kind kind) throws Exception {
		TestDatabase database = kind.create();
		try (var executor = Executors.newFixedThreadPool(3)) {
			Callable<MigrateResult> migration = database::migrate;
			int executed = 0;
			for (Future<MigrateResult> result : executor.invokeAll(List.of(migration, migration, migration))) {
				executed += result.get().migrationsExecuted;
			}
			assertThat(executed).isEqualTo(MIGRATIONS);
		}
	}

	@Test
	void runsConcurrentlyInSeveralDatabases() throws Exception {
		try (TestPostgres fresh = TestPostgres.start(); var executor = Executors.newFixedThreadPool(3)) {
			List<Callable<MigrateResult>> migrations = new ArrayList<>();
			for (int count = 0; count < 3; count++) {
				migrations.add(TestDatabase.bare(fresh)::migrate);
			}
			for (Future<MigrateResult> result : executor.invokeAll(migrations)) {
				assertThat(result.get().migrationsExecuted).isEqualTo(MIGRATIONS);
			}
		}
	}

	@Test
	void keepsExistingTenantsTable() {
		TestDatabase database = Kind.SUPABASE_WITH_TENANTS.migrateOnce();
		assertThat(rows(database.superuser(), """
				select column_name from information_schema.columns
				 where table_schema = 'public' and table_name = 'tenants' order by ordinal_position"""))
			.containsExactly("id", "name");
		assertThat(
				rows(database.superuser(), "select relrowsecurity::text from pg_class where oid = 'tenants'::regclass"))
			.containsExactly("false");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					create table public.integration_connectors (id int) | public.integration_connectors is there and does not fit: it has a column id of type integer in place of uuid
					create table public.integration_connectors (id uuid) | it has no column tenant_id
					create table public.tenants (id bigint primary key) | public.tenants cannot be referenced, because its column id is of type bigint
					create table public.tenants (id text primary key) | its column id is of type text
					create table public.tenants (key uuid primary key) | it has no column id
					create table public.tenants (id uuid, part int, primary key (id, part)) | its column id is not unique by itself
					create view public.tenants as select gen_random_uuid() as id | it is no table
					""")
	void explainsConflictingSchema(String statement, String sentence) {
		TestDatabase database = Kind.SUPABASE.create();
		database.owner().sql(statement).update();
		assertThatThrownBy(database::migrate).hasMessageContaining(sentence);
	}

	@Test
	void keepsExistingFunctions() {
		TestDatabase database = Kind.SUPABASE_WITH_TENANTS.create();
		JdbcClient superuser = database.superuser();
		superuser.sql("""
				create function public.update_updated_at_column() returns trigger language plpgsql as
				'begin new.name = ''touched by their own''; return new; end'""").update();
		superuser.sql("""
				create trigger theirs before update on public.tenants
				for each row execute function public.update_updated_at_column()""").update();
		database.migrate();
		superuser.sql("insert into tenants values (gen_random_uuid(), 'A')").update();
		superuser.sql("update tenants set name = 'B'").update();
		assertThat(rows(superuser, "select name from tenants")).containsExactly("touched by their own");
		assertThat(rows(superuser, """
				select nspname || '.' || proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
				 where prorettype = 'trigger'::regtype and nspname = 'public'"""))
			.containsExactly("public.update_updated_at_column");
	}

	@Test
	void adoptsManuallyCreatedTable() {
		TestDatabase database = Kind.SUPABASE_WITH_TENANTS.create();
		database.owner().sql(BY_HAND).update();
		String tenant = "00000000-0000-4000-8000-00000000000a";
		JdbcClient superuser = database.superuser();
		superuser.sql("insert into tenants values ('" + tenant + "', 'A')").update();
		superuser.sql("""
				insert into integration_connectors (tenant_id, connector_name, service_name, auth_type, auth_config)
				values ('%s', 'kept', 's', 'apikey', '{}')""".formatted(tenant)).update();
		database.migrate();
		assertThat(rows(superuser, "select connector_name || version from integration_connectors"))
			.containsExactly("kept1");
		assertThat(rows(superuser, """
				select conname from pg_constraint
				 where conrelid = 'public.integration_connectors'::regclass and contype in ('u', 'f') order by 1"""))
			.containsExactly("fk_tenant", "uq_tenant_connector_name");
	}

	@Test
	void acceptsEarlierChecksumOfVersionThree() {
		TestDatabase database = Kind.SUPABASE_WITH_TENANTS.create();
		int before = database.migrateTo("36").migrationsExecuted;
		// as an installation of then looks to this version
		JdbcClient owner = database.owner();
		assertThat(
				rows(owner, "select checksum::text from connector_service.flyway_schema_history where version = '3'"))
			.containsExactly(EARLIER_CHECKSUM);
		owner.sql("""
				create function public.update_updated_at_column() returns trigger language plpgsql as
				'begin new.updated_at = now(); return new; end'""").update();
		owner.sql("drop trigger handle_updated_at on integration_connectors").update();
		owner.sql("""
				create trigger handle_updated_at before update on integration_connectors
				for each row execute function public.update_updated_at_column()""").update();
		assertThat(database.migrate().migrationsExecuted).isEqualTo(MIGRATIONS - before);
		assertThat(rows(owner, "select pg_get_triggerdef(oid) from pg_trigger where tgname = 'handle_updated_at'"))
			.first()
			.asString()
			.endsWith("EXECUTE FUNCTION connector_service.set_updated_at()");
	}

	@Test
	void migratesInSeveralProcessesAtOnce() throws Exception {
		TestDatabase database = Kind.BARE.migrateOnce();
		try (ExecutorService processes = Executors.newFixedThreadPool(6)) {
			List<Future<?>> starts = IntStream.range(0, 24)
				.<Future<?>>mapToObj((_) -> processes.submit(() -> SchemaMigration.migrate(database.flyway())))
				.toList();
			for (Future<?> start : starts) {
				assertThat(start.get(2, TimeUnit.MINUTES)).isNull();
			}
		}
		assertThat(rows(database.owner(),
				"select checksum::text from connector_service.flyway_schema_history where version = '3'"))
			.containsExactly(EARLIER_CHECKSUM);
	}

	@ParameterizedTest
	@EnumSource
	void grantsLoginOnlyTenantAndWorkerRoles(Kind kind) {
		TestDatabase database = kind.migrateOnce();
		assertThat(rows(database.superuser(), """
				select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid
				  join pg_roles u on u.oid = m.member where u.rolname = 'connector_service' order by 1"""))
			.containsExactly("authenticated", "connector_worker");
		assertThat(rows(database.superuser(), """
				select concat_ws(',', rolsuper, rolinherit, rolbypassrls, rolcreaterole)
				  from pg_roles where rolname = 'connector_service'""")).containsExactly("f,f,f,f");
	}

	@Test
	void recognizesLoginNameOfSupabasePooler() {
		try (TestPostgres server = TestPostgres.start()) {
			TestDatabase database = TestDatabase.ofSupabase(server);
			database.migrate("connector_service.projectreference");
			assertThat(rows(database.superuser(),
					"select pg_has_role('connector_service', 'authenticated', 'MEMBER')::text"))
				.containsExactly("true");
		}
	}

	private static int count() {
		try {
			return new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/V*.sql").length;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	private static List<@Nullable String> rows(JdbcClient sql, String query) {
		return sql.sql(query).query(String.class).list();
	}

}
