package io.connectorservice.security.token;

import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The roles of Supabase's tokens that may call us.
 */
public final class Roles {

	static final String AUTHENTICATED = "authenticated";

	public static final String SERVICE = "service_role";

	private Roles() {
	}

	public static boolean isService(Jwt token) {
		return SERVICE.equals(token.getClaims().get("role"));
	}

	// a token without a role is an ordinary user's of another identity provider
	static boolean mayCall(Jwt token) {
		Object role = token.getClaims().getOrDefault("role", AUTHENTICATED);
		return AUTHENTICATED.equals(role) || SERVICE.equals(role);
	}

}
