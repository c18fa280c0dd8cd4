-- The third migration has another text than it had, with the same effect on the table. The history holds the
-- checksum of the earlier one whenever nobody migrates, so that an earlier version of the service can still start.
DO $$
BEGIN
    IF to_regclass('connector_service.flyway_schema_history') IS NOT NULL THEN
        UPDATE connector_service.flyway_schema_history SET checksum = -198966088 WHERE version = '3' AND checksum = -2047452686;
    END IF;
END
$$;
