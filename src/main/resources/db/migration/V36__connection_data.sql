-- What came with a connection and is worth having, such as the company that a person chose at the provider's.
ALTER TABLE public.integration_connectors ADD COLUMN connection_data JSONB;
COMMENT ON COLUMN public.integration_connectors.connection_data IS 'What the provider sent with the tokens, as far as the catalog names it; never a secret.';

CREATE TRIGGER tell_of_connection_data
AFTER UPDATE OF connection_data ON public.integration_connectors
FOR EACH ROW
WHEN (OLD.connection_data IS DISTINCT FROM NEW.connection_data)
EXECUTE FUNCTION connector_service.tell_of_configuration();
