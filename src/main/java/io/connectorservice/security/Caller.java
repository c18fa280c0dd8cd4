package io.connectorservice.security;

import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Who calls. Log lines show the tenant that it acts for.
 *
 * @param tenant the caller's own tenant; none for service_role
 * @param named the tenant that the request's X-Tenant-Id names
 */
public record Caller(@Nullable TenantId tenant, @Nullable String named) {

	/** The header by which a service_role caller names its tenant. */
	public static final String TENANT_HEADER = "X-Tenant-Id";

	/**
	 * The tenant this request is for, where the request itself has no place to name one.
	 * @throws ProblemException FORBIDDEN, TENANT_REQUIRED or VALIDATION_FAILED
	 */
	public TenantId actingTenant() {
		return actingTenant(null, "header:" + TENANT_HEADER);
	}

	/**
	 * The tenant this request is for.
	 * @param inRequest the tenant that the body or query names, if any
	 * @param pointer where it does
	 * @throws ProblemException FORBIDDEN where it is not the caller's, TENANT_REQUIRED
	 * where a service_role caller names none, VALIDATION_FAILED where it is no UUID
	 */
	public TenantId actingTenant(@Nullable String inRequest, String pointer) {
		Optional<TenantId> asked = parseTenant(inRequest, pointer);
		Optional<TenantId> header = parseTenant(this.named, "header:" + TENANT_HEADER);
		if (asked.isPresent() && header.isPresent() && !asked.equals(header)) {
			throw ProblemException.invalid(pointer, "differs from " + TENANT_HEADER);
		}
		TenantId acting = requireAllowedTenant(asked.or(() -> header));
		RequestContext.TENANT_ID.set(acting.toString());
		return acting;
	}

	private TenantId requireAllowedTenant(Optional<TenantId> asked) {
		if (this.tenant == null) {
			return asked.orElseThrow(() -> ProblemException.of(ProblemCode.TENANT_REQUIRED,
					"A service_role token acts for any tenant: name it as tenant_id or in " + TENANT_HEADER + "."));
		}
		if (asked.isPresent() && !asked.get().equals(this.tenant)) {
			throw ProblemException.of(ProblemCode.FORBIDDEN, "The tenant named is not the token's.");
		}
		return this.tenant;
	}

	private static Optional<TenantId> parseTenant(@Nullable String text, String pointer) {
		if (text == null) {
			return Optional.empty();
		}
		return Optional.of(TenantId.parse(text)
			.orElseThrow(() -> ProblemException.invalid(pointer, "must be a UUID such as " + EXAMPLE)));
	}

	private static final String EXAMPLE = "3f0c2a6e-8d4b-4c39-9a53-0f4f5f1f9a11";

}
