package io.connectorservice.security.token;

import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The Supabase roles whose tokens may call this service.
 */
public enum Role {

	AUTHENTICATED("authenticated"), SERVICE("service_role");

	private final String claim;

	Role(String claim) {
		this.claim = claim;
	}

	/** The role as the token's claim names it. */
	public String claim() {
		return this.claim;
	}

	public boolean isRoleOf(Jwt token) {
		return this.claim.equals(token.getClaims().get("role"));
	}

	// A token without a role comes from another
	// identity provider and counts as a normal user's.
	static boolean mayCall(Jwt token) {
		return !token.getClaims().containsKey("role") || AUTHENTICATED.isRoleOf(token) || SERVICE.isRoleOf(token);
	}

}
