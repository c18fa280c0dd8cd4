-- What a Supabase project brings before anybody migrates anything: its roles, a postgres that is no
-- superuser (here supabase_postgres, since the test server's own superuser is called postgres; Supabase's
-- bypasses row-level security too, and nothing here may rely on that), the auth schema of its auth server, and default privileges by which the REST API shows every new table.
DO $$
DECLARE
    wanted RECORD;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('anon', 'NOLOGIN NOINHERIT'),
        ('authenticated', 'NOLOGIN NOINHERIT'),
        ('service_role', 'NOLOGIN NOINHERIT BYPASSRLS'),
        ('authenticator', 'LOGIN NOINHERIT PASSWORD ''password-of-the-tests'''),
        ('supabase_auth_admin', 'LOGIN NOINHERIT CREATEROLE PASSWORD ''password-of-the-tests'''),
        ('supabase_postgres', 'LOGIN CREATEROLE CREATEDB PASSWORD ''password-of-the-tests''')
    ) AS roles (name, attributes) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
        END IF;
    END LOOP;
END
$$;

GRANT anon, authenticated, service_role TO authenticator;
GRANT anon, authenticated, service_role, authenticator TO supabase_postgres WITH ADMIN OPTION;

DO $$
BEGIN
    EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO supabase_postgres', current_database());
END
$$;
GRANT ALL ON SCHEMA public TO supabase_postgres;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_postgres IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_postgres IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_postgres IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;

CREATE SCHEMA auth AUTHORIZATION supabase_auth_admin;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role, supabase_postgres;

CREATE FUNCTION auth.jwt() RETURNS JSONB LANGUAGE sql STABLE AS $f$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
$f$;
CREATE FUNCTION auth.uid() RETURNS UUID LANGUAGE sql STABLE AS $f$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
$f$;
CREATE FUNCTION auth.role() RETURNS TEXT LANGUAGE sql STABLE AS $f$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
    )::text
$f$;
ALTER FUNCTION auth.jwt() OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.uid() OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.role() OWNER TO supabase_auth_admin;
GRANT EXECUTE ON FUNCTION auth.jwt(), auth.uid(), auth.role() TO anon, authenticated, service_role, supabase_postgres;
