package io.connectorservice.external;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.auth.AuthConfigValidator;
import io.connectorservice.catalog.Catalog;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Validates a configuration before it is saved, without calling the service.
 */
@Component
final class ConnectionValidator {

	private final AuthConfigValidator authConfigValidator;

	private final ApiDescriptions descriptions;

	private final OutboundClient outbound;

	private final Catalog catalog;

	ConnectionValidator(AuthConfigValidator authConfigValidator, ApiDescriptions descriptions, OutboundClient outbound,
			Catalog catalog) {
		this.catalog = catalog;
		this.authConfigValidator = authConfigValidator;
		this.descriptions = descriptions;
		this.outbound = outbound;
	}

	List<Fault> findFaults(ServiceConnection draft) {
		List<Fault> faults = new ArrayList<>(findAuthFaults(draft));
		faults.addAll(draft.known().findFaults());
		findAuthMethodFault(draft).ifPresent(faults::add);
		draft.known()
			.describeAmbiguousAuthMethods()
			.map((ways) -> new Fault("/way", "is required, as the service can be connected in several: " + ways))
			.ifPresent(faults::add);
		faults.addAll(findDescriptionFaults(draft.description()));
		faults.addAll(findAddressFaults(draft));
		return faults.stream().distinct().toList();
	}

	// the tenant cannot correct fields that come from the catalog
	private List<Fault> findAuthFaults(ServiceConnection draft) {
		Set<String> ofCatalog = draft.known()
			.fieldsOfEntry()
			.stream()
			.map((field) -> "/auth_config/" + field)
			.collect(Collectors.toSet());
		return this.authConfigValidator.findFaults(draft.tenant(), draft.authType(), draft.authConfig())
			.stream()
			.filter((fault) -> !ofCatalog.contains(fault.pointer()))
			.toList();
	}

	// a service at an address of its own may differ from the catalog entry
	private static Optional<Fault> findAuthMethodFault(ServiceConnection draft) {
		return draft.hasOwnServer() ? Optional.empty()
				: draft.known()
					.describeAlternativeAuthMethods()
					.map((offered) -> new Fault("/auth_type",
							"is none of the ways to authenticate at this service: " + offered));
	}

	private List<Fault> findDescriptionFaults(ServiceConnection.@Nullable Description description) {
		if (description == null) {
			return List.of();
		}
		JsonNode content = description.loader().get();
		boolean judgedAsBaseUrl = content.at("/servers/0/url").isString();
		return this.descriptions.findFaults(content)
			.stream()
			.map((fault) -> fault.withPrefix("/api_spec"))
			.filter((fault) -> !(judgedAsBaseUrl && fault.pointer().equals(ServiceAddress.POINTER)))
			.toList();
	}

	private List<Fault> findAddressFaults(ServiceConnection draft) {
		try {
			Optional<TargetUrl> base = draft.findBaseUrl();
			return base.isEmpty() ? findMistypedName(draft).stream().toList() : findAddressFaults(base.get(), draft);
		}
		catch (InvalidTargetException refused) {
			return List.of(new Fault(ServiceAddress.POINTER, refused.getMessage()));
		}
		catch (UnfilledVariableException unfilled) {
			// such a value exists only once the connection has been authorized
			return draft.known().connectionData().containsKey(unfilled.variable()) ? List.of()
					: List.of(unfilled.toFault());
		}
	}

	// a connector without an address may get its API description later, but a misspelled
	// service name would never work
	private Optional<Fault> findMistypedName(ServiceConnection draft) {
		return this.catalog.findSimilarName(draft.serviceName())
			.map((name) -> new Fault("/service_name", "names no base URL: did you mean " + name
					+ "? For a service that the catalog does not know give api_spec.servers[0].url"));
	}

	private List<Fault> findAddressFaults(TargetUrl base, ServiceConnection draft) {
		List<Fault> faults = new ArrayList<>();
		this.outbound.findRefusal(base)
			.ifPresent((reason) -> faults.add(new Fault(ServiceAddress.POINTER, describeRefusal(reason))));
		findKeyLocationFault(base, draft).ifPresent(faults::add);
		findTestPathFault(base, draft).ifPresent(faults::add);
		return faults;
	}

	private static Optional<Fault> findKeyLocationFault(TargetUrl base, ServiceConnection draft) {
		boolean inPath = "apikey".equals(draft.authType())
				&& "path".equals(draft.authConfig().path("key_location").asString(""));
		return (inPath && !base.hasCredentialPlace())
				? Optional.of(new Fault("/auth_config/key_location",
						"is path, but the base URL's path has no place for the key: write {api_key} there"))
				: Optional.empty();
	}

	private static String describeRefusal(String reason) {
		return "may not be called from here (" + reason
				+ "): use https on its standard port at a public address, or have the host allowed by EGRESS_ALLOW";
	}

	private static Optional<Fault> findTestPathFault(TargetUrl base, ServiceConnection draft) {
		try {
			new ServiceAddress(draft).resolveTestUrl(base);
			return Optional.empty();
		}
		catch (InvalidTargetException refused) {
			return Optional.of(new Fault("/metadata/" + ServiceAddress.TEST_PATH, refused.getMessage()));
		}
	}

}
