package io.connectorservice.external;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.auth.AuthConfigs;
import io.connectorservice.catalog.Catalog;
import io.connectorservice.catalog.UnfilledVariable;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Finds what in a configuration would not work, before it is saved and without calling
 * anything.
 */
@Component
final class DraftFaults {

	private final AuthConfigs authConfigs;

	private final ApiDescriptions descriptions;

	private final OutboundClient outbound;

	private final Catalog catalog;

	DraftFaults(AuthConfigs authConfigs, ApiDescriptions descriptions, OutboundClient outbound, Catalog catalog) {
		this.catalog = catalog;
		this.authConfigs = authConfigs;
		this.descriptions = descriptions;
		this.outbound = outbound;
	}

	List<Fault> of(Connection draft) {
		List<Fault> faults = new ArrayList<>(authFaults(draft));
		faults.addAll(draft.known().faults());
		wayFault(draft).ifPresent(faults::add);
		draft.known()
			.ambiguousWays()
			.map((ways) -> new Fault("/way", "is required, as the service can be connected in several: " + ways))
			.ifPresent(faults::add);
		faults.addAll(descriptionFaults(draft.description()));
		faults.addAll(addressFaults(draft));
		return faults.stream().distinct().toList();
	}

	// what the catalog gave is not the tenant's to mend
	private List<Fault> authFaults(Connection draft) {
		Set<String> ofCatalog = draft.known()
			.fieldsOfEntry()
			.stream()
			.map((field) -> "/auth_config/" + field)
			.collect(Collectors.toSet());
		return this.authConfigs.faults(draft.tenant(), draft.authType(), draft.authConfig())
			.stream()
			.filter((fault) -> !ofCatalog.contains(fault.pointer()))
			.toList();
	}

	// at an address of its own a service may differ from what is known
	private static Optional<Fault> wayFault(Connection draft) {
		return (draft.apiServer() != null) ? Optional.empty()
				: draft.known()
					.unofferedWay()
					.map((offered) -> new Fault("/auth_type",
							"is none of the ways to authenticate at this service: " + offered));
	}

	private List<Fault> descriptionFaults(Connection.@Nullable Description description) {
		if (description == null) {
			return List.of();
		}
		JsonNode content = description.loader().get();
		boolean judgedAsBaseUrl = content.at("/servers/0/url").isString();
		return this.descriptions.faults(content)
			.stream()
			.map((fault) -> fault.under("/api_spec"))
			.filter((fault) -> !(judgedAsBaseUrl && fault.pointer().equals(BaseUrl.POINTER)))
			.toList();
	}

	private List<Fault> addressFaults(Connection draft) {
		try {
			Optional<TargetUrl> base = BaseUrl.find(draft);
			return base.isEmpty() ? mistypedName(draft).stream().toList() : addressFaults(base.get(), draft);
		}
		catch (InvalidTarget refused) {
			return List.of(new Fault(BaseUrl.POINTER, refused.getMessage()));
		}
		catch (UnfilledVariable unfilled) {
			// what comes with the connection is not there before
			return draft.known().connectionData().containsKey(unfilled.variable()) ? List.of()
					: List.of(unfilled.fault());
		}
	}

	// what has no address yet may get its description later; a mistyped name never would
	private Optional<Fault> mistypedName(Connection draft) {
		return this.catalog.similarTo(draft.serviceName())
			.map((name) -> new Fault("/service_name", "names no base URL: did you mean " + name
					+ "? For a service that the catalog does not know give api_spec.servers[0].url"));
	}

	private List<Fault> addressFaults(TargetUrl base, Connection draft) {
		List<Fault> faults = new ArrayList<>();
		this.outbound.refusal(base)
			.ifPresent((reason) -> faults.add(new Fault(BaseUrl.POINTER, mayNotBeCalled(reason))));
		keyPlaceFault(base, draft).ifPresent(faults::add);
		testPathFault(base, draft).ifPresent(faults::add);
		return faults;
	}

	private static Optional<Fault> keyPlaceFault(TargetUrl base, Connection draft) {
		boolean inPath = "apikey".equals(draft.authType())
				&& "path".equals(draft.authConfig().path("key_location").asString(""));
		return (inPath && !base.hasCredentialPlace())
				? Optional.of(new Fault("/auth_config/key_location",
						"is path, but the base URL's path has no place for the key: write {api_key} there"))
				: Optional.empty();
	}

	private static String mayNotBeCalled(String reason) {
		return "may not be called from here (" + reason
				+ "): use https on its standard port at a public address, or have the host allowed by EGRESS_ALLOW";
	}

	private static Optional<Fault> testPathFault(TargetUrl base, Connection draft) {
		try {
			Probe.target(base, draft);
			return Optional.empty();
		}
		catch (InvalidTarget refused) {
			return Optional.of(new Fault("/metadata/" + Probe.TEST_PATH, refused.getMessage()));
		}
	}

}
