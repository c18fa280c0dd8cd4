package io.connectorservice.apispec.binding;

/**
 * A name with its value, both as they are meant and not yet encoded.
 */
public record NameValue(String name, String value) {

}
