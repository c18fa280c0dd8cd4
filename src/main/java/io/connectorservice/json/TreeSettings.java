package io.connectorservice.json;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the memory that JSON may use.
 *
 * @param treesPercentOfHeap percentage of the heap that the JSON trees of all requests
 * may use together; a single tree may use six sevenths of that
 */
@Validated
@ConfigurationProperties("connector.json")
record TreeSettings(@Min(5) @Max(60) @DefaultValue("35") int treesPercentOfHeap) {

}
