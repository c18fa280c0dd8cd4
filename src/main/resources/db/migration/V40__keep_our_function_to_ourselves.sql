-- An earlier text of the third migration made public.update_updated_at_column(), which many projects have for
-- themselves. The trigger runs a function of our own; the other one stays, as triggers of theirs may run it.
CREATE OR REPLACE FUNCTION connector_service.set_updated_at()
RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = NOW();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS handle_updated_at ON public.integration_connectors;
CREATE TRIGGER handle_updated_at
BEFORE UPDATE ON public.integration_connectors
FOR EACH ROW
EXECUTE FUNCTION connector_service.set_updated_at();
