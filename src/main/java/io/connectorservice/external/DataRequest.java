package io.connectorservice.external;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.connectorservice.apispec.binding.NameValue;

/**
 * A read of a resource of the service.
 *
 * @param resourcePath the path below the base URL
 * @param query parameters for the service, in the order in which the caller sent them
 */
public record DataRequest(String resourcePath, List<NameValue> query) {

	public DataRequest {
		query = List.copyOf(query);
	}

	/** The first value of a parameter. */
	Optional<String> findParameter(String name) {
		return this.query.stream().filter((pair) -> pair.name().equals(name)).map(NameValue::value).findFirst();
	}

	/** This request with one value of a parameter, in place of all values that it had. */
	DataRequest withParameter(String name, String value) {
		List<NameValue> changed = new ArrayList<>(this.query);
		changed.removeIf((pair) -> pair.name().equals(name));
		changed.add(new NameValue(name, value));
		return new DataRequest(this.resourcePath, changed);
	}

}
