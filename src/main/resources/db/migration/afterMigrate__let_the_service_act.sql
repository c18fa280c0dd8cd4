-- The login role of the service may become a tenant's role or the worker's, and is nothing by itself.
DO $$
DECLARE
    login TEXT := '${application_role}';
    role_name TEXT;
    -- since 16, who creates a role is its member without being able to become it
    able TEXT := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    -- Supabase's pooler takes role.project for a name
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        login := split_part(login, '.', 1);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        login := current_user;
    END IF;
    FOREACH role_name IN ARRAY ARRAY['authenticated', 'connector_worker'] LOOP
        IF NOT pg_has_role(login, role_name, able) THEN
            EXECUTE format('GRANT %I TO %I', role_name, login);
        END IF;
    END LOOP;
END
$$;

-- A service that does not migrate itself looks whether that was done.
DO $$
BEGIN
    IF NOT has_table_privilege('connector_worker', 'connector_service.flyway_schema_history', 'SELECT') THEN
        GRANT SELECT ON connector_service.flyway_schema_history TO connector_worker;
    END IF;
END
$$;
