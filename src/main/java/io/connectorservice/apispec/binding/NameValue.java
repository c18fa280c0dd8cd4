package io.connectorservice.apispec.binding;

/**
 * A name and its value, both not encoded yet.
 */
public record NameValue(String name, String value) {

}
