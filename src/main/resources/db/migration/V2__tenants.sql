-- The user's own table where there is one; else the least that a foreign key needs.

DO $$
BEGIN
    IF to_regclass('public.tenants') IS NULL THEN
        CREATE TABLE public.tenants (
            id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
            created_at TIMESTAMPTZ NOT NULL DEFAULT now()
        );
        ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
        ALTER TABLE public.tenants FORCE ROW LEVEL SECURITY;
        CREATE POLICY "A tenant sees itself" ON public.tenants
            FOR SELECT USING ((SELECT auth.uid()) = id);
        CREATE POLICY "A tenant registers itself" ON public.tenants
            FOR INSERT WITH CHECK ((SELECT auth.uid()) = id);
        -- the table's owner adds tenants by SQL, whatever the policies say of everybody else
        EXECUTE format('CREATE POLICY "The owner keeps the list" ON public.tenants TO %I USING (true) WITH CHECK (true)',
            current_user);
        REVOKE ALL ON public.tenants FROM PUBLIC, anon, authenticated;
        GRANT SELECT, INSERT ON public.tenants TO authenticated;
        COMMENT ON TABLE public.tenants IS 'Whose connectors there may be. Replace it by your own table with a UUID key named id.';
    END IF;
END
$$;
