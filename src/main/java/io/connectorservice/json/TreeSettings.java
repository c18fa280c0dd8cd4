package io.connectorservice.json;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What JSON may take of the heap.
 *
 * @param treesPercentOfHeap that the trees of all requests under way may take together;
 * one of them may take six sevenths of that
 */
@Validated
@ConfigurationProperties("connector.json")
record TreeSettings(@Min(5) @Max(60) @DefaultValue("35") int treesPercentOfHeap) {

}
