package io.connectorservice.security.token;

import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The Supabase roles whose tokens may call this service.
 */
public final class Roles {

	static final String AUTHENTICATED = "authenticated";

	public static final String SERVICE = "service_role";

	private Roles() {
	}

	public static boolean isService(Jwt token) {
		return SERVICE.equals(token.getClaims().get("role"));
	}

	// A token without a role comes from another
	// identity provider and counts as a normal user's.
	static boolean mayCall(Jwt token) {
		Object role = token.getClaims().getOrDefault("role", AUTHENTICATED);
		return AUTHENTICATED.equals(role) || SERVICE.equals(role);
	}

}
