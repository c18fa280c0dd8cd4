-- The login role of the service may become a tenant's role or the worker's, and is nothing by itself.
DO $$
DECLARE
    login TEXT := '${application_role}';
    role_name TEXT;
BEGIN
    IF login <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        FOREACH role_name IN ARRAY ARRAY['authenticated', 'connector_worker'] LOOP
            IF NOT pg_has_role(login, role_name, 'MEMBER') THEN
                EXECUTE format('GRANT %I TO %I', role_name, login);
            END IF;
        END LOOP;
    ELSIF NOT pg_has_role(current_user, 'connector_worker', 'MEMBER') THEN
        EXECUTE format('GRANT connector_worker TO %I', current_user);
    END IF;
END
$$;
