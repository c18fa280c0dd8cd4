package io.connectorservice.security;

import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated caller of a request. Log lines show the tenant that it acts for.
 *
 * @param tenant the caller's own tenant; null for service_role
 * @param named the tenant in the request's X-Tenant-Id header, or null
 * @param subject the person's {@code sub}; null for service_role or if there is none
 */
public record Caller(@Nullable TenantId tenant, @Nullable String named, @Nullable String subject) {

	/** The header in which a service_role caller names the tenant that it acts for. */
	public static final String TENANT_HEADER = "X-Tenant-Id";

	/** Whether this is a backend that acts without a person. */
	public boolean isServiceRole() {
		return this.tenant == null;
	}

	/**
	 * Returns this request's tenant, if neither body nor query can name one.
	 * @throws ProblemException FORBIDDEN, TENANT_REQUIRED or VALIDATION_FAILED
	 */
	public TenantId actingTenant() {
		return actingTenant(null, "header:" + TENANT_HEADER);
	}

	/**
	 * Returns the tenant that this request is for.
	 * @param inRequest the tenant that the body or query names, or null
	 * @param pointer the place of that tenant in the request, for problem responses
	 * @throws ProblemException FORBIDDEN if it is not the caller's own, TENANT_REQUIRED
	 * if a service_role caller names none, VALIDATION_FAILED if it is no UUID
	 */
	public TenantId actingTenant(@Nullable String inRequest, String pointer) {
		Optional<TenantId> requested = parseTenant(inRequest, pointer);
		Optional<TenantId> header = parseTenant(this.named, "header:" + TENANT_HEADER);
		if (requested.isPresent() && header.isPresent() && !requested.equals(header)) {
			throw ProblemException.invalid(pointer, "differs from " + TENANT_HEADER);
		}
		TenantId acting = requireAllowedTenant(requested.or(() -> header));
		RequestContext.TENANT_ID.set(acting.toString());
		return acting;
	}

	/**
	 * Refuses callers that act for a tenant only.
	 * @throws ProblemException FORBIDDEN without a service_role token
	 */
	public void requireServiceRole() {
		if (this.tenant != null) {
			throw ProblemException.of(ProblemCode.FORBIDDEN, "This needs a service_role token.");
		}
	}

	private TenantId requireAllowedTenant(Optional<TenantId> requested) {
		if (this.tenant == null) {
			return requested.orElseThrow(() -> ProblemException.of(ProblemCode.TENANT_REQUIRED,
					"A service_role token acts for any tenant: name it as tenant_id or in " + TENANT_HEADER + "."));
		}
		if (requested.isPresent() && !requested.get().equals(this.tenant)) {
			throw ProblemException.of(ProblemCode.FORBIDDEN, "The request names another tenant than the token's.");
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
