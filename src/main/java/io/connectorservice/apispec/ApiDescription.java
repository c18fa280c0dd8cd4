package io.connectorservice.apispec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.apispec.binding.ApiOperation;
import org.jspecify.annotations.Nullable;

/**
 * The operations of an API, read from its description.
 */
public final class ApiDescription {

	/** The description of an API without any known operations. */
	public static final ApiDescription NOTHING = new ApiDescription(List.of(), null, 0, List.of());

	private static final int MAX_NEAREST = 5;

	private final Map<String, ApiOperation> operations = new LinkedHashMap<>();

	private final @Nullable String serverUrl;

	private final int weight;

	private final List<SpecWarning> warnings;

	ApiDescription(List<ApiOperation> operations, @Nullable String serverUrl, int weight, List<SpecWarning> warnings) {
		operations.forEach((operation) -> this.operations.put(operation.name(), operation));
		this.serverUrl = serverUrl;
		this.weight = weight;
		this.warnings = List.copyOf(warnings);
	}

	/**
	 * Returns these operations together with those of another description; these win if
	 * names are equal.
	 */
	public ApiDescription mergeWith(ApiDescription other) {
		if (this.operations.isEmpty() || other.operations.isEmpty()) {
			return this.operations.isEmpty() ? other : this;
		}
		Map<String, ApiOperation> all = new LinkedHashMap<>(other.operations);
		all.putAll(this.operations);
		return new ApiDescription(List.copyOf(all.values()), this.serverUrl, 0, this.warnings);
	}

	/** Returns every operation that can be called, in the order of the description. */
	public List<ApiOperation> listCallableOperations() {
		return this.operations.values().stream().filter(ApiOperation::isCallable).toList();
	}

	/** Returns all operations, including those that cannot be called. */
	List<ApiOperation> listAllOperations() {
		return List.copyOf(this.operations.values());
	}

	/** Flaws of the description; their number is limited. */
	public List<SpecWarning> warnings() {
		return this.warnings;
	}

	/** Returns the operation of that name, even if it cannot be called. */
	public Optional<ApiOperation> findOperation(String name) {
		return Optional.ofNullable(this.operations.get(name));
	}

	/** Returns up to five similar names, the most similar first. */
	public List<String> findNearestNames(String name) {
		return this.operations.keySet()
			.stream()
			.map((known) -> SimilarName.of(known, name))
			.filter((known) -> known.isCloseTo(name))
			.sorted()
			.limit(MAX_NEAREST)
			.map(SimilarName::name)
			.toList();
	}

	/**
	 * The first server's URL with the defaults of its variables filled in; empty if it is
	 * relative or there are no servers.
	 */
	public Optional<String> serverUrl() {
		return Optional.ofNullable(this.serverUrl);
	}

	int weight() {
		return this.weight;
	}

}
