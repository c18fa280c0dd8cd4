-- The other half of beforeValidate.
UPDATE connector_service.flyway_schema_history SET checksum = -2047452686 WHERE version = '3' AND checksum = -198966088;
