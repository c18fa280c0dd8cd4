package io.connectorservice.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Maps a controller to the operations of one connector. The second path exists for
 * clients that take the API's contract literally: it writes operations as
 * {@code /connectors/{id}/…} under a base URL that already ends in {@code connectors}.
 */
@RequestMapping(path = { "/api/v1/connectors/{id}", "/api/v1/connectors/connectors/{id}" },
		produces = MediaType.APPLICATION_JSON_VALUE)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ConnectorOperations {

}
